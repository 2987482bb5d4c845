/**
 * Calls a human by rule (REASON-09): at once, after so many attempts, after so long. Everything is decided from the incident as the log
 * has it, so that a restart changes nothing; and a human who was called is not called again for the same trouble.
 *
 * How long something is open is told by two clocks, and whichever says longer counts. The wall clock is the one that the log and people
 * go by: who reads at 12:00 that it broke at 11:00 expects to have been called. It can be set, or stand still with a suspended machine,
 * and no timer notices; hence the look at every turn of the work loop whether it went ahead of the clock that nobody sets. That clock
 * counts too, since one that was put back, even by years as after a wrong start, must put off no call. What a human says to be on it
 * until is a time of theirs, and ends by the wall clock alone.
 */

import { compileCondition } from "#core/lib";
import type { LogReader } from "#core/log/read";
import { type EscalationRule, formatDuration, type Incident, type StoredEvent } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import type { Parts } from "./parts.ts";
import { patienceMs } from "./patience.ts";
import type { Telling } from "./telling.ts";

export interface Escalation {
  /** For every event once it is durable. */
  onStored(stored: StoredEvent): void;
  /** Takes up the open incidents of an earlier engine. */
  start(): void;
  /** Every few seconds: looks at all that wait when the wall clock has gone ahead. */
  houseKeep(): void;
  stop(): void;
}

/** What is told at once waits so long for the question, or the repair, that is then told with it. */
const immediatelyWithinMs = 5_000;
/** What is told whatever the outcome waits so long for the outcome. */
const outcomeWithinMs = 60_000;

const againMs = 60_000;
/** More than this the wall clock went ahead: it was set, or the machine slept. */
const aheadMs = 500;

interface Call {
  /** How long the incident is open by then. */
  readonly afterMs: number;
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
  const { clock } = parts.platform;
  const ages = new Ages(clock);
  const timers = new Map<string, Timer>();
  /** By how much the wall clock is ahead of the one that nobody sets. */
  const ahead = () => clock.now() - clock.monotonic();
  let lastAhead = ahead();

  const look = (id: string): void => {
    timers.get(id)?.cancel();
    timers.delete(id);
    const incident = parts.state.incident(id);
    if (incident === undefined) ages.forget(id);
    if (incident === undefined || incident.tier === 3 || parts.stopping.aborted) return;
    const openMs = ages.of(incident);
    let nextMs = Number.POSITIVE_INFINITY;
    let isDue = false;
    for (const call of callsFor(parts, incident)) {
      const leftMs = Math.max(call.afterMs - openMs, call.byTime ? quietMs(incident, clock.now()) : 0);
      if (leftMs > 0) {
        nextMs = Math.min(nextMs, leftMs);
        continue;
      }
      isDue = true;
      if (call.result === "overdue") telling.overdue(id);
      else telling.byRule(id, call.why);
    }
    // While much is bad at once one page tells of it all, and this one is kept back.
    if (isDue && parts.state.incident(id)?.tier !== 3) nextMs = Math.min(nextMs, againMs);
    if (!Number.isFinite(nextMs)) return;
    timers.set(
      id,
      clock.after(nextMs, () => look(id)),
    );
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
    houseKeep() {
      const now = ahead();
      const wentAhead = now - lastAhead > aheadMs;
      lastAhead = now;
      if (wentAhead) for (const id of [...timers.keys()]) look(id);
    },
    stop() {
      for (const timer of timers.values()) timer.cancel();
      timers.clear();
    },
  };
}

/** How long each incident is open, by whichever clock says longer. */
class Ages {
  readonly #clock: Clock;
  /** By the clock that nobody sets; for those of an earlier engine as far as the wall clock could tell when this one saw them first. */
  readonly #begun = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  of({ id, openedAt }: Incident): number {
    const now = this.#clock.monotonic();
    const byWallMs = Math.max(0, this.#clock.now() - openedAt);
    const begun = this.#begun.get(id) ?? now - byWallMs;
    this.#begun.set(id, begun);
    return Math.max(byWallMs, now - begun);
  }

  forget(id: string): void {
    this.#begun.delete(id);
  }
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
    calls.push({ afterMs: outcomeWithinMs, why, byTime: false, result: "rule" });
  }
  const runbook = incident.runbook === null ? undefined : parts.registry().find(incident.runbook)?.runbook;
  const afterMs = patienceMs(incident.severity, runbook);
  if (afterMs !== undefined) calls.push({ afterMs, why: "", byTime: true, result: "overdue" });
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

function callOf({ on, trigger }: EscalationRule, { attempts }: Pick<Incident, "attempts">): Call | undefined {
  switch (trigger.kind) {
    case "immediately":
      return { afterMs: immediatelyWithinMs, why: `${on} is told at once`, byTime: false, result: "rule" };
    case "attempts": {
      const why = `${attempts === 1 ? "1 attempt" : `${attempts} attempts`} failed; ${on} calls a human after ${trigger.count}`;
      return attempts < trigger.count ? undefined : { afterMs: 0, why, byTime: false, result: "rule" };
    }
    case "time": {
      const why = `it has been open for ${formatDuration(trigger.afterMs)}, after which ${on} calls a human`;
      return { afterMs: trigger.afterMs, why, byTime: true, result: "rule" };
    }
  }
}

/** Nobody is called by time alone while a human is on it, while another incident is repaired first, or for what a person stopped on purpose. */
function quietMs({ acknowledged, inhibitedBy, hold }: Incident, now: number): number {
  if (inhibitedBy !== null || (hold?.policy === "ownership" && hold.until === null)) return Number.POSITIVE_INFINITY;
  if (acknowledged === null) return 0;
  return (acknowledged.until ?? Number.POSITIVE_INFINITY) - now;
}
