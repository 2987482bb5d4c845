/**
 * The spans of one incident, as a fold over its events:
 *
 *   incident                              from the first bad reading to its end
 *   ├─ detect                             up to the confirmed anomaly
 *   ├─ diagnose, act, verify …            each stay in a state of the lifecycle
 *   │   ├─ router, agent, guardian …      what was done there: from the event before it to its own
 *   │   ├─ step ACTION                    from its journal entry to its end
 *   │   └─ hold                           until something happened again
 *   └─ approval                           from the question to the answer
 *
 * A span is given away when it has ended, each once. Their ids come from the log's sequence numbers.
 */
import { parseTraceparent, type SpanContext, spanIdOf, traceIdOf } from "#core/lib";
import { endStates, type IncidentState, type StoredEvent, transitionOf } from "#core/model";
import { attributesOf, endStatus, openingAttributes, statusOf } from "./attributes.ts";
import type { Attributes, Span, SpanEvent } from "./span.ts";

interface Begun {
  readonly place: string | number;
  readonly name: string;
  readonly startAt: number;
  readonly attributes: Attributes;
}

/** An incident that lasts for weeks is seen again and again. */
const eventsKept = 100;

const stateNames: Readonly<Record<IncidentState, string>> = {
  detected: "detected",
  diagnosing: "diagnose",
  awaiting_approval: "await approval",
  remediating: "act",
  verifying: "verify",
  remediation_failed: "failed",
  escalated: "with a human",
  resolved: "resolved",
  self_resolved: "self-resolved",
  dismissed: "dismissed",
};

export class IncidentTrace {
  readonly #incident: string;
  #root: Begun | undefined;
  #state: Begun | undefined;
  #hold: Begun | undefined;
  #approval: Begun | undefined;
  readonly #steps = new Map<string, Begun>();
  #events: SpanEvent[] = [];
  #droppedEvents = 0;
  readonly #links: SpanContext[] = [];
  #wasEscalated = false;
  #lastAt = 0;
  #sessionId: string | null = null;

  constructor(incident: string) {
    this.#incident = incident;
  }

  /** The spans that ended with this event. */
  apply(stored: StoredEvent): readonly Span[] {
    const ended: Span[] = [];
    if (stored.type !== "incident.opened" && this.#root === undefined) return ended;
    this.#endHold(stored, ended);
    this.#take(stored, ended);
    this.#lastAt = Math.max(this.#lastAt, stored.at);
    return ended;
  }

  #take(stored: StoredEvent, ended: Span[]): void {
    const { at, seq } = stored;
    switch (stored.type) {
      case "incident.opened":
        this.#open(stored, ended);
        return;
      case "incident.moved":
        this.#move(stored, ended);
        return;
      case "incident.held":
        this.#hold = { place: seq, name: "hold", startAt: at, attributes: attributesOf(stored) };
        return;
      case "approval.asked":
        this.#approval = { place: seq, name: "approval", startAt: at, attributes: attributesOf(stored) };
        return;
      case "approval.answered":
        if (this.#approval !== undefined)
          ended.push(this.#close(this.#approval, stored, { parent: this.#root, ...statusOf(stored) }));
        this.#approval = undefined;
        return;
      case "step.started":
        this.#steps.set(stored.data.effect, {
          ...{ place: seq, name: `step ${stored.data.action}`, startAt: at },
          attributes: attributesOf(stored),
        });
        return;
      case "step.finished": {
        const step = this.#steps.get(stored.data.effect);
        this.#steps.delete(stored.data.effect);
        if (step !== undefined) ended.push(this.#close(step, stored, { parent: this.#state, ...statusOf(stored) }));
        return;
      }
      case "incident.linked": {
        const context = parseTraceparent(stored.data.traceparent);
        if (context !== undefined) this.#links.push(context);
        return;
      }
      default:
        this.#work(stored, ended);
    }
  }

  #open(stored: Extract<StoredEvent, { type: "incident.opened" }>, ended: Span[]): void {
    const { at, data, seq } = stored;
    const startAt = Math.min(data.since, at);
    this.#sessionId = data.sessionId ?? null;
    this.#root = { place: "", name: `incident ${data.type}`, startAt, attributes: openingAttributes(data) };
    this.#lastAt = at;
    ended.push(this.#close({ place: seq, name: "detect", startAt, attributes: {} }, stored, { parent: this.#root }));
    this.#state = { place: `${seq}/state`, name: stateNames.detected, startAt: at, attributes: {} };
  }

  #move(stored: Extract<StoredEvent, { type: "incident.moved" }>, ended: Span[]): void {
    const { at, seq, data } = stored;
    const { to, reason } = data;
    if (this.#state !== undefined) ended.push(this.#close(this.#state, stored, { parent: this.#root }));
    this.#state = undefined;
    if (to === "escalated") this.#wasEscalated = true;
    if (!endStates.has(to)) {
      this.#state = { place: seq, name: stateNames[to], startAt: at, attributes: { "chiron.reason": reason } };
      return;
    }
    this.#note(stored);
    // A question that nobody will answer any more, a step whose engine died: they end with the incident.
    for (const left of [this.#approval, ...this.#steps.values()])
      if (left !== undefined) ended.push(this.#close(left, stored, { parent: this.#root }));
    this.#approval = undefined;
    this.#steps.clear();
    if (this.#root !== undefined)
      ended.push(this.#close(this.#root, stored, { whole: true, ...endStatus(to, this.#wasEscalated, reason) }));
  }

  /** What moves nothing is an event of the incident's own span; the rest is work that has just ended. */
  #work(stored: StoredEvent, ended: Span[]): void {
    const transition = transitionOf(stored);
    if (transition === null) {
      this.#note(stored);
      return;
    }
    const begun = { place: stored.seq, name: transition.node, startAt: this.#lastAt, attributes: {} };
    ended.push(this.#close(begun, stored, { parent: this.#state ?? this.#root, ...statusOf(stored) }));
  }

  #endHold(stored: StoredEvent, ended: Span[]): void {
    if (this.#hold === undefined || stored.type === "incident.refreshed") return;
    ended.push(this.#close(this.#hold, stored, { parent: this.#state }, false));
    this.#hold = undefined;
    // What comes after a wait did not take as long as the wait.
    this.#lastAt = Math.max(this.#lastAt, stored.at);
  }

  #note(stored: StoredEvent): void {
    const { at, type } = stored;
    if (this.#events.length < eventsKept) this.#events.push({ at, name: type, attributes: attributesOf(stored) });
    else this.#droppedEvents += 1;
  }

  #close(
    { place, name, startAt, attributes }: Begun,
    by: StoredEvent,
    how: { readonly parent?: Begun | undefined; readonly whole?: true; readonly status?: Span["status"] },
    isOwn = true,
  ): Span {
    const incident = this.#incident;
    const session: Attributes = this.#sessionId === null ? {} : { "session.id": this.#sessionId };
    return {
      traceId: traceIdOf(incident),
      spanId: spanIdOf(incident, place),
      parentSpanId: how.whole === true ? null : spanIdOf(incident, how.parent?.place ?? ""),
      name,
      startAt,
      // The wall clock may have been set back meanwhile.
      endAt: Math.max(startAt, by.at),
      attributes: { "chiron.incident.id": incident, ...session, ...attributes, ...(isOwn ? attributesOf(by) : {}) },
      events: how.whole === true ? this.#events : [],
      droppedEvents: how.whole === true ? this.#droppedEvents : 0,
      links: how.whole === true ? this.#links : [],
      status: how.status ?? { code: "unset", message: "" },
    };
  }
}
