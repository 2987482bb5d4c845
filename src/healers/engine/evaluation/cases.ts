/** Makes the evaluation set out of the log: the engine's own fold, stopped at each verdict. */
import type { LogReader } from "#core/log/read";
import type { EvaluationCase, EventData, Facts, Runbook, StoredEvent, Target } from "#core/model";
import { EngineState } from "../state.ts";

const pageLength = 1_000;

/** All events of the log, read page by page. */
export function* eventsOf(reader: Pick<LogReader, "events">): Generator<StoredEvent> {
  for (let after = 0; ; ) {
    const page = reader.events({ after, limit: pageLength });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageLength) return;
    after = last.seq;
  }
}

/** Cases at `since` (ms) or later; what came before is folded all the same, since they rest on it. */
export function* casesOf(events: Iterable<StoredEvent>, since = 0): Generator<EvaluationCase> {
  const state = new EngineState();
  const definitions = new Map<string, Readonly<Record<string, unknown>>>();
  for (const stored of events) {
    if (stored.type === "target.described" || stored.type === "runbook.described")
      definitions.set(stored.data.hash, stored.data.definition);
    if (stored.at >= since) yield* caseOf(stored, state, definitions);
    state.apply(stored);
  }
}

function* caseOf(
  stored: StoredEvent,
  state: EngineState,
  definitions: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Generator<EvaluationCase> {
  const { seq, type } = stored;
  const at = new Date(stored.at).toISOString();
  if (type === "outcome.recorded") {
    const { outcome } = stored.data;
    yield { kind: "attempt", seq, at, incident: outcome.incident, outcome };
  }
  if (type === "plan.judged")
    yield { seq, at, incident: stored.data.incident, ...judgedCase(stored.data, state, definitions) };
}

type Judged =
  | Pick<
      Extract<EvaluationCase, { kind: "verdict" }>,
      "kind" | "target" | "anomaly" | "plan" | "facts" | "verdict" | "left"
    >
  | Pick<Extract<EvaluationCase, { kind: "untold" }>, "kind" | "reason">;

function judgedCase(
  { incident: id, verdict, basis }: EventData["plan.judged"],
  state: EngineState,
  definitions: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Judged {
  const untold = (reason: string) => ({ kind: "untold", reason }) as const;
  if (basis === undefined) return untold("it was judged before it was written down what verdicts rest on");
  const incident = state.incident(id);
  const target = definitions.get(basis.target) as Target | undefined;
  const runbook = definitions.get(basis.runbook) as Runbook | undefined;
  if (incident?.plan?.id !== verdict.plan) return untold("its plan is not in the log");
  if (target === undefined || runbook === undefined)
    return untold("its target or its runbook is not described in the log");
  const facts = {
    ...basis.facts,
    now: verdict.judgedAt,
    incident,
    target,
    runbook,
    targetAttempts: state.attempts.filter((attempt) => attempt.target === target.id),
    runbookAttempts: state.attempts.filter((attempt) => attempt.runbook === runbook.id),
  } as unknown as Facts;
  const { plan } = incident;
  const left = basis.left === undefined ? {} : { left: basis.left };
  return { kind: "verdict", target: target.id, anomaly: incident.type, plan, facts, verdict, ...left };
}
