/** What people decide about patterns. Each decision is good for once: its nonce is kept with it in the log, for ever. */
import { ChironError, type CommandResult, event, type HarmonyCommand, type NewEvent } from "#core/model";
import type { Ledger } from "./ledger.ts";

const longestReason = 2_000;

/** Throws `not_found`, `bad_request`, and `conflict` for what its state does not allow. */
export function decide(
  ledger: Ledger,
  { kind, pattern: id, nonce, reason = "" }: HarmonyCommand,
  write: (events: readonly NewEvent[]) => void,
): CommandResult {
  const pattern = ledger.drift.pattern(id);
  if (pattern === undefined)
    throw new ChironError("not_found", `there is no pattern ${id}`, { help: "chiron contract patterns lists them." });
  const decision = (
    { harmony_investigate: "investigate", harmony_ignore: "ignore", harmony_restore: "restore" } as const
  )[kind];
  if (decision === "ignore" && reason.trim() === "")
    throw new ChironError("bad_request", "ignoring a pattern needs a reason", { help: 'say why: --reason "…"' });
  const wanted = { ignore: "open", restore: "ignored", investigate: pattern.state }[decision];
  if (pattern.state !== wanted)
    throw new ChironError(
      "conflict",
      `the pattern ${id} is ${pattern.state}: only one that is ${wanted} can be ${decision}d`,
    );
  const why = reason.trim() === "" ? null : reason.trim().slice(0, longestReason);
  write([event("harmony:decided", { pattern: id, decision, reason: why, nonce })]);
  return { message: tell(decision, id), changed: true, data: { pattern: id, score: ledger.drift.score("overall") } };
}

function tell(decision: "investigate" | "ignore" | "restore", id: string): string {
  switch (decision) {
    case "investigate":
      return `Noted: ${id} is being looked into.`;
    case "ignore":
      return `${id} is ignored: it goes on counting, and weighs nothing. Take that back with: chiron contract restore ${id}`;
    case "restore":
      return `${id} counts again.`;
  }
}
