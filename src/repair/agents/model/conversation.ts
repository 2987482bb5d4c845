/** A conversation with tools, as both wire formats can tell it. */

export interface ToolCall {
  /** The server's own name for this call, which its result repeats. */
  readonly id: string;
  readonly name: string;
  /** Undefined: what came is no JSON object. */
  readonly input: unknown;
}

export interface ToolResult {
  readonly id: string;
  readonly text: string;
  readonly isError: boolean;
}

export type Turn =
  | { readonly by: "chiron"; readonly text: string }
  | { readonly by: "model"; readonly text: string; readonly calls: readonly ToolCall[] }
  | { readonly by: "tools"; readonly results: readonly ToolResult[] };

export interface ToolForm {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface Conversation {
  readonly system: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolForm[];
}

export interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Heard =
  /** `tokens`: sent and received together; null: the server does not say. */
  | { readonly ok: true; readonly text: string; readonly calls: readonly ToolCall[]; readonly tokens: number | null }
  | { readonly ok: false; readonly why: string; readonly tokens: number | null };

export function sum(...counts: readonly (number | null | undefined)[]): number | null {
  const known = counts.filter((count) => typeof count === "number");
  return known.length === 0 ? null : known.reduce((total, count) => total + count, 0);
}
