/** Judges the verdicts of an evaluation set again, under another configuration. */
import { messageOf, type Note, type Settings, type VerdictCase } from "#core/model";
import type { Guard } from "#loop/guard";
import { guardOf } from "../generation.ts";

export interface ReplayOptions {
  /** Targets and runbooks as they were, and not as the new configuration has them. */
  readonly policiesOnly: boolean;
}

/** What another configuration would make of one verdict. */
export interface Difference {
  readonly seq: number;
  readonly at: string;
  readonly incident: string;
  readonly target: string;
  readonly anomaly: string;
  readonly runbook: string;
  readonly strategy: string;
  readonly judged: "proposal" | "boundary";
  readonly was: string;
  readonly wouldBe: string;
  /** What stands against the plan now, and did not; and the other way round. */
  readonly added: readonly Note[];
  readonly removed: readonly Note[];
}

export interface Replay {
  readonly verdicts: number;
  readonly same: number;
  /** The decision is the same; what stands behind it is not. */
  readonly otherReasons: number;
  readonly different: readonly Difference[];
  readonly skipped: readonly { readonly seq: number; readonly incident: string; readonly reason: string }[];
}

export function replay(cases: Iterable<VerdictCase>, settings: Settings, { policiesOnly }: ReplayOptions): Replay {
  const guard = guardOf(settings);
  const declared = policiesOnly ? undefined : declarations(settings);
  const different: Difference[] = [];
  const skipped: { seq: number; incident: string; reason: string }[] = [];
  let [verdicts, same, otherReasons] = [0, 0, 0];
  for (const one of cases) {
    verdicts += 1;
    const again = judgeAgain(guard, one, declared);
    if (typeof again === "string") {
      skipped.push({ seq: one.seq, incident: one.incident, reason: again });
      continue;
    }
    const added = missingIn(one.verdict.notes, again.notes);
    const removed = missingIn(again.notes, one.verdict.notes);
    if (again.decision !== one.verdict.decision) different.push(differenceOf(one, again.decision, added, removed));
    else if (added.length + removed.length > 0) otherReasons += 1;
    else same += 1;
  }
  return { verdicts, same, otherReasons, different, skipped };
}

interface Declared {
  readonly targets: ReadonlyMap<string, Settings["targets"][number]>;
  readonly runbooks: ReadonlyMap<string, Settings["runbooks"][number]["runbook"]>;
}

function declarations({ targets, runbooks }: Settings): Declared {
  return {
    targets: new Map(targets.map((target) => [target.id, target])),
    runbooks: new Map(runbooks.map(({ runbook }) => [runbook.id, runbook])),
  };
}

/** The verdict, or why there is none. */
function judgeAgain(guard: Guard, { plan, facts, verdict, left }: VerdictCase, declared: Declared | undefined) {
  if (left !== undefined) return `these facts were too large to be kept: ${left.join(", ")}`;
  const target = declared?.targets.get(facts.target.id) ?? facts.target;
  const runbook = declared?.runbooks.get(facts.runbook.id) ?? facts.runbook;
  try {
    return guard.judge(plan, { ...facts, target, runbook }, verdict.at);
  } catch (error) {
    return `it cannot be judged: ${messageOf(error)}`;
  }
}

/** Notes that only inform decide nothing. */
function missingIn(known: readonly Note[], notes: readonly Note[]): readonly Note[] {
  const key = ({ policy, severity, kind }: Note) => `${policy} ${severity} ${kind}`;
  const seen = new Set(known.map(key));
  return notes.filter((note) => note.severity !== "inform" && !seen.has(key(note)));
}

function differenceOf(
  { seq, at, incident, target, anomaly, plan, verdict }: VerdictCase,
  wouldBe: string,
  added: readonly Note[],
  removed: readonly Note[],
): Difference {
  const { runbook, strategy } = plan;
  const place = { seq, at, incident, target, anomaly, runbook, strategy, judged: verdict.at };
  return { ...place, was: verdict.decision, wouldBe, added, removed };
}
