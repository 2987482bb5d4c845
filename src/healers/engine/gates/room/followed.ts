/** An output that was read rather than sent. One that says itself where it belongs is taken by its word. */
import { z } from "zod";
import { ChironError, type FollowSetting, type GateCheck } from "#core/model";

const word = z.string().min(1).max(200);
const envelope = z.strictObject({
  output: z.unknown().refine((output) => output !== undefined),
  format: word.optional(),
  session: word.optional(),
  step: word.optional(),
  chain: word.optional(),
  transient: z.boolean().optional(),
  broadcast: z.boolean().optional(),
});

export function checkOf(text: string, { gate, format }: FollowSetting): GateCheck {
  const fixed = format === null ? {} : { format };
  const value = /^\s*[[{]/.test(text) ? parsed(text) : undefined;
  if (value === undefined) return { gate, output: text, ...fixed };
  const wrapped = envelope.safeParse(value);
  return wrapped.success
    ? { gate, ...fixed, ...wrapped.data, output: wrapped.data.output }
    : { gate, output: value, ...fixed };
}

/** Whether it is to be offered again, once the contract is there or there is room. */
export function isForLater(error: unknown): boolean {
  return error instanceof ChironError && (error.code === "conflict" || error.code === "rate_limited");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
