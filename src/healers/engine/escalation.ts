/**
 * Calls a human by rule (REASON-09): at once, after so many attempts, after so long. Everything is decided from the incident as the log
 * has it, so that a restart changes nothing; and a human who was called is not called again for the same trouble.
 */

import { compileCondition } from "#core/lib";
import type { LogReader } from "#core/log/read";
import { type EscalationRule, formatDuration, type Incident, type StoredEvent } from "#core/model";
import type { Timer } from "#core/platform";
import type { Parts } from "./parts.ts";
import { patienceMs } from "./patience.ts";
import type { Telling } from "./telling.ts";

export interface Escalation {
  /** For every event once it is durable. */
  onStored(stored: StoredEvent): void;
  /** Takes up the open incidents of an earlier engine. */
  start(): void;
  stop(): void;
}

/** What is told at once waits so long for the question, or the repair, that is then told with it. */
const immediatelyWithinMs = 5_000;
/** What is told whatever the outcome waits so long for the outcome. */
const outcomeWithinMs = 60_000;

const againMs = 60_000;

interface Call {
  /** Wall clock, ms. */
  readonly at: number;
  readonly why: string;
  /** Time alone calls nobody once a human is on it. */
  readonly byTime: boolean;
  readonly result: "rule" | "overdue";
}

const watched: ReadonlySet<StoredEvent["type"]> = new Set([
  "incident.opened",
  "incident.refreshed",
  "incident.moved",
  "incident.held",
  "incident.acknowledged",
  "incident.uninhibited",
  "plan.failed",
]);

export function createEscalation(parts: Parts, telling: Telling, reader: Pick<LogReader, "incident">): Escalation {
  const timers = new Map<string, Timer>();

  const look = (id: string): void => {
    timers.get(id)?.cancel();
    timers.delete(id);
    const incident = parts.state.incident(id);
    if (incident === undefined || incident.tier === 3 || parts.stopping.aborted) return;
    const { clock } = parts.platform;
    let next = Number.POSITIVE_INFINITY;
    let isDue = false;
    for (const call of callsFor(parts, incident)) {
      const at = call.byTime ? postponed(incident, call.at) : call.at;
      if (at > clock.now()) {
        next = Math.min(next, at);
        continue;
      }
      isDue = true;
      if (call.result === "overdue") telling.overdue(id);
      else telling.byRule(id, call.why);
    }
    // While much is bad at once one page tells of it all, and this one is kept back.
    if (isDue && parts.state.incident(id)?.tier !== 3) next = Math.min(next, clock.now() + againMs);
    if (!Number.isFinite(next)) return;
    const timer = clock.after(next - clock.now(), () => look(id));
    timers.set(id, timer);
  };

  return {
    onStored(stored) {
      if (!watched.has(stored.type)) return;
      const { incident } = stored.data as { readonly incident: string };
      look(incident);
      if (stored.type !== "incident.moved" || stored.data.to !== "self_resolved") return;
      const ended = reader.incident(incident);
      if (ended !== undefined && ended.tier !== 3) telling.endedByItself(ended);
    },
    start() {
      for (const id of parts.state.open.keys()) look(id);
    },
    stop() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}

/** Whether its kind of trouble is told by a page whatever becomes of it. */
export function pagesAlways(parts: Parts, incident: Incident): boolean {
  if (parts.detector().rule(incident.type)?.page === "always") return true;
  return rulesFor(parts, incident).some(({ trigger }) => trigger.kind === "immediately");
}

function callsFor(parts: Parts, incident: Incident): readonly Call[] {
  const calls = rulesFor(parts, incident)
    .map((rule) => callOf(rule, incident))
    .filter((call) => call !== undefined);
  if (parts.detector().rule(incident.type)?.page === "always") {
    const why = "this kind of trouble is always told by a page";
    calls.push({ at: incident.openedAt + outcomeWithinMs, why, byTime: false, result: "rule" });
  }
  const runbook = incident.runbook === null ? undefined : parts.registry().find(incident.runbook)?.runbook;
  const afterMs = patienceMs(incident.severity, runbook);
  if (afterMs !== undefined) calls.push({ at: incident.openedAt + afterMs, why: "", byTime: true, result: "overdue" });
  return calls;
}

function rulesFor(parts: Parts, incident: Incident): readonly EscalationRule[] {
  const target = parts.target(incident.target);
  return parts.settings().escalation.filter(({ types, when }) => {
    if (!types.includes(incident.type)) return false;
    if (when === undefined || target === undefined) return when === undefined;
    const { reading, thresholds } = incident.evidence;
    const facts = {
      reading,
      readings: { [reading.probe]: reading },
      target,
      thresholds,
      now: parts.platform.clock.now(),
    };
    const result = compileCondition(when, "rule").evaluate(facts);
    return "value" in result && result.value;
  });
}

function callOf({ on, trigger }: EscalationRule, { openedAt, attempts }: Incident): Call | undefined {
  switch (trigger.kind) {
    case "immediately":
      return { at: openedAt + immediatelyWithinMs, why: `${on} is told at once`, byTime: false, result: "rule" };
    case "attempts": {
      const why = `${attempts} attempts failed; ${on} calls a human after ${trigger.count}`;
      return attempts < trigger.count ? undefined : { at: openedAt, why, byTime: false, result: "rule" };
    }
    case "time": {
      const why = `it has been open for ${formatDuration(trigger.afterMs)}, after which ${on} calls a human`;
      return { at: openedAt + trigger.afterMs, why, byTime: true, result: "rule" };
    }
  }
}

/** Nobody is called by time alone while a human is on it, while another incident is repaired first, or for what a person stopped on purpose. */
function postponed({ acknowledged, inhibitedBy, hold }: Incident, at: number): number {
  if (inhibitedBy !== null || (hold?.policy === "ownership" && hold.until === null)) return Number.POSITIVE_INFINITY;
  if (acknowledged === null) return at;
  return Math.max(at, acknowledged.until ?? Number.POSITIVE_INFINITY);
}
