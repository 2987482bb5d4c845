/** What a wire format makes of a server's answer. */
import type { AdviceRefusal } from "#core/model";

export interface Usage {
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
}

export type WireAnswer =
  /** `value` where the server gave JSON as such, `text` where it is still to be found in what was said. */
  | {
      readonly kind: "said";
      readonly value?: unknown;
      readonly text: string;
      readonly model: string | null;
      readonly usage: Usage;
    }
  | {
      readonly kind: "nothing";
      readonly refusal: Extract<AdviceRefusal, "declined" | "cut_off" | "not_the_protocol">;
      readonly reason: string;
      readonly model: string | null;
      readonly usage: Usage;
    };

export const noUsage: Usage = { inputTokens: null, outputTokens: null };

export interface WireRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export function notTheProtocol(what: string): WireAnswer {
  return {
    kind: "nothing",
    refusal: "not_the_protocol",
    reason: `what came is no answer of ${what}`,
    model: null,
    usage: noUsage,
  };
}
