/**
 * An engine whose store is damaged goes on watching, on a store beside it, and does nothing else (HOST-24): healing is paused and cannot
 * be resumed, a human is paged at once. What the damaged store still gives of messages that were waiting goes out as well.
 */
import { type Anomaly, ChironError, type Command, event, type Message, type Values } from "#core/model";
import { move, open } from "#loop/incident";
import type { Parts } from "./parts.ts";
import type { StoreTrouble } from "./record/index.ts";
import { selfTarget } from "./self.ts";
import type { Queue } from "./telling.ts";

const actor = "chiron";

/** What would be lost with the store beside, or act on what it does not know. */
const refused: ReadonlySet<Command["kind"]> = new Set([
  "approve",
  "approve_amendment",
  "reject_amendment",
  "modify",
  "reply",
  "approve_runbook",
  "execute",
  "record_fix",
  "resume",
  // The real store would not know of the mark.
  "start",
  "stop",
  "harmony_investigate",
  "harmony_ignore",
  "harmony_restore",
]);

export function refuseWhileObserving(command: Command, trouble: StoreTrouble | undefined): void {
  if (trouble === undefined || !refused.has(command.kind)) return;
  throw new ChironError(
    "refused_by_policy",
    `Chiron only observes, because ${wordsOf(trouble).what}: ${trouble.reason}`,
    { help: wordsOf(trouble).help },
  );
}

export function beginObserving(parts: Parts, queue: Queue, trouble: StoreTrouble, waiting: readonly Message[]): void {
  const { state } = parts;
  const { type, what } = wordsOf(trouble);
  const reason = `${what}: ${trouble.reason}`;
  if (state.paused === null) parts.record([event("healing.paused", { reason })], actor);
  // A restart while it observes finds its incident, and its page in the outbox.
  if (state.byFingerprint(`${type}@${selfTarget}`) !== undefined) return;
  const incident = openIncident(parts, trouble);
  queue({ route: "page", tier: 3, incident, ...pageOf(trouble), data: { incident, type, ...trouble } });
  for (const { id: _, createdAt: __, repeat: ___, ...message } of waiting) queue(message);
}

interface Words {
  readonly type: string;
  readonly what: string;
  readonly help: string;
  readonly why: string;
}

function wordsOf({ kind }: StoreTrouble): Words {
  if (kind === "unwritable")
    return {
      type: "store_unwritable",
      what: "Chiron's own store cannot be written",
      help: "Make room, or make it writable; Chiron goes on by itself within seconds.",
      why: "only a human can mend what keeps it from being written",
    };
  return {
    type: "store_damaged",
    what: "Chiron's own store is damaged",
    help: "chiron store restore FILE, or chiron store fresh --yes",
    why: "only a human decides which store is the right one",
  };
}

function openIncident(parts: Parts, trouble: StoreTrouble): string {
  const { since, reason, copy, kind } = trouble;
  const { type, what, why } = wordsOf(trouble);
  const now = parts.platform.clock.now();
  const values: Values = kind === "unwritable" ? { writable: false } : { intact: false, copy };
  const reading = {
    target: selfTarget,
    probe: "store",
    takenAt: now,
    available: true,
    values,
    latencyMs: 0,
    error: reason,
  };
  const anomaly: Anomaly = {
    ...{ type, target: selfTarget, severity: "critical" },
    title: what,
    since: Math.min(now, Date.parse(since)),
    evidence: { condition: "a write, a check of its pages or its hash chain says so", reading, thresholds: {} },
    flapping: false,
  };
  const { id, events } = open(anomaly, undefined, { now, withinMs: 0 }, parts.platform.ids);
  parts.record(events);
  parts.record([
    move({ id, state: "detected" }, "diagnosing", "taken up"),
    event("incident.tiered", { incident: id, tier: 3, why: "what Chiron knows, and may do, rests on its store" }),
    move({ id, state: "diagnosing" }, "escalated", why),
  ]);
  return id;
}

function pageOf({ kind, reason, since, copy }: StoreTrouble): { readonly subject: string; readonly body: string } {
  if (kind === "unwritable")
    return {
      subject: "[critical] Chiron's own store cannot be written: it only observes",
      body: [
        `What broke: Chiron's own store cannot be written since ${since}: ${reason}.`,
        "What was done: Chiron watches on and tells what it sees, and repairs nothing. What it does is written down elsewhere, and joined to the store later.",
        "What you need to do: make room on its disk, or make it writable. Chiron looks every second and goes on by itself.",
        "  chiron status",
      ].join("\n\n"),
    };
  return {
    subject: "[critical] Chiron's own store is damaged: it only observes",
    body: [
      `What broke: Chiron's own store, found at ${since}: ${reason}.`,
      `What was done: nothing is written to it any more. A copy is kept in ${copy}. Chiron watches on and tells what it sees, and repairs nothing.`,
      "What you need to decide: which store it goes on with.",
      [
        "  chiron store restore FILE  a backup, or the chiron.db that you mended",
        "  chiron store fresh --yes   an empty one; what was approved has to be approved again",
        "  chiron audit verify        what is wrong with the damaged one",
      ].join("\n"),
    ].join("\n\n"),
  };
}
