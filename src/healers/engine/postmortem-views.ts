/** Post-mortems as they stand in the log, with what humans have said since to the changes that they propose. */
import { runbookHash } from "#core/lib";
import type { LogReader } from "#core/log/read";
import { amendmentKey, type PostMortem } from "#core/model";
import { type Decided, withDecisions } from "#loop/learn";
import type { EngineState } from "./state.ts";

/** What was decided about a proposed change, whenever it was shown. */
export function decidedIn({ amendmentDecisions }: EngineState): Decided {
  return ({ id, definition }) => amendmentDecisions.get(amendmentKey(id, runbookHash(definition)));
}

export function lastPostMortem(reader: LogReader, incident: string, decided: Decided): PostMortem | undefined {
  const found = reader.events({ incident, types: ["postmortem.written"] }).at(-1);
  return found?.type === "postmortem.written" ? withDecisions(found.data.postmortem, decided) : undefined;
}

/** The newest first, each incident once. */
export function postMortems(reader: LogReader, decided: Decided): readonly PostMortem[] {
  const all = new Map<string, PostMortem>();
  for (const one of reader.postMortems())
    if (one.type === "postmortem.written") all.set(one.data.incident, one.data.postmortem);
  return [...all.values()].reverse().map((one) => withDecisions(one, decided));
}
