/** Tells what happens, line by line, in the engine's own words, each with its part in the loop and the time since it began. */
import type { EventType, IncidentState, StoredEvent } from "#core/model";
import { endStates } from "#core/model/plain";
import { tellEvent } from "#surface/story";
import type { Hint } from "./hints.ts";
import { type Colour, clean, type Terminal } from "./terminal.ts";

type Part = "seen" | "decided" | "done" | "verified" | "told" | "asked" | "ended";

const colours: Readonly<Record<Part, Colour>> = {
  seen: "yellow",
  decided: "cyan",
  done: "bold",
  verified: "green",
  told: "dim",
  asked: "red",
  ended: "green",
};

/** Which part each event has in the loop; null: it is in the log, but tells a reader of this nothing new. */
const parts: Readonly<Record<EventType, Part | null>> = {
  "engine.started": null,
  "engine.stopped": null,
  "config.loaded": null,
  "config.refused": "decided",
  "service.started": "done",
  "service.restarted": "seen",
  "service.exited": "seen",
  "service.stopped": "done",
  "service.held": "decided",
  "service.let_go": "decided",
  "anomaly.detected": null,
  "incident.opened": "seen",
  "incident.refreshed": null,
  "incident.moved": null,
  "incident.routed": "decided",
  "incident.diagnosed": "seen",
  "incident.inhibited": "decided",
  "incident.inhibits": null,
  "incident.uninhibited": "decided",
  "incident.held": "decided",
  "incident.tiered": null,
  "incident.acknowledged": "decided",
  "incident.verified": "decided",
  "incident.dismissed": "ended",
  "incident.rechecked": "seen",
  "incident.linked": null,
  "target.described": null,
  "runbook.described": null,
  "incident.awaited": "seen",
  "incident.proved": "verified",
  "plan.proposed": "decided",
  "plan.judged": "decided",
  "plan.rehearsed": "decided",
  "plan.failed": "seen",
  "plan.reflected": "decided",
  "approval.asked": "asked",
  "approval.answered": "decided",
  "step.started": "done",
  "step.finished": "done",
  "outcome.recorded": "ended",
  "message.queued": "told",
  "message.attempting": null,
  "message.attempted": null,
  "message.refused": "seen",
  "message.undeliverable": "seen",
  "message.withheld": "told",
  "trigger.raised": "seen",
  "trigger.cleared": "seen",
  "schedule.armed": null,
  "schedule.due": "seen",
  "session.started": null,
  "session.ended": null,
  "silence.added": "decided",
  "silence.ended": "decided",
  "maintenance.started": "decided",
  "maintenance.ended": "decided",
  "target.stopped": "decided",
  "target.started": "decided",
  "storm.began": "decided",
  "storm.ended": "decided",
  "grant.given": "decided",
  "grant.revoked": "decided",
  "grant.used": "decided",
  "emergency.began": "seen",
  "emergency.step": "done",
  "emergency.analysed": "seen",
  "emergency.voted": "decided",
  "emergency.told": "told",
  "emergency.ended": "ended",
  "configuration.put_back": "done",
  "configuration.mended": "done",
  "release.put_back": "done",
  "containment.began": "decided",
  "containment.told": "told",
  "containment.ended": "decided",
  "healing.paused": "decided",
  "healing.resumed": "decided",
  "runbook.registered": null,
  "runbook.approved": "decided",
  "runbook.amended": "decided",
  "amendment.rejected": "decided",
  "postmortem.written": null,
  "runbook.demoted": "decided",
  "runbook.graduated": "decided",
  "dry_run.compared": null,
  "fix.recorded": "decided",
  "pipeline.progressed": null,
  "model.asked": null,
  "model.answered": "seen",
  "model.refused": null,
  "lease.taken": null,
  "effect.refused": "decided",
  "journal.joined": null,
  "journal.refused": "decided",
  "recovery.started": "decided",
  "drill.started": null,
  "drill.finished": null,
  "drill.skipped": null,
  "recovery.finished": "done",
  "contract.read": null,
  "contract.refused": "seen",
  "harmony:check": null,
  "harmony:violation": "seen",
  "harmony:retry-awaited": null,
  "harmony:retry-mended": null,
  "harmony:health-updated": null,
  "harmony:decided": "decided",
  "harmony:chain-proposed": null,
  "harmony:chain-decided": null,
  "harmony:chain-progress": null,
  "repositories.declared": null,
  "repair.requested": "decided",
  "repair.answered": "decided",
  "repair.told": "told",
  "repair.heard": null,
  "repair.scan_wanted": null,
  "repair.scanned": null,
  "repair.task_opened": "seen",
  "repair.chain_step": null,
  "repair.task_raised": null,
  "repair.task_started": null,
  "repair.task_progressed": null,
  "repair.task_proposed": "decided",
  "repair.task_deferred": null,
  "repair.task_approved": "decided",
  "repair.task_merging": null,
  "repair.task_merged": "done",
  "repair.task_left_ready": "asked",
  "repair.task_failed": "asked",
  "repair.task_rejected": "ended",
  "repair.task_closed": "ended",
  "command.refused": "decided",
};

const timeWidth = 9;
const labelWidth = 8;
const indent = timeWidth + labelWidth + 4;
/** After this much silence the next event begins another story, with a time of its own; sooner when no incident is open. */
const silenceMs = { open: 30_000, none: 1_000 };

export class Narrator {
  readonly #terminal: Terminal;
  readonly #hint: Hint;
  /** What happened before is not told. */
  #from = Number.POSITIVE_INFINITY;
  readonly #open = new Set<string>();
  #beganAt = Number.NEGATIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, hint: Hint) {
    this.#terminal = terminal;
    this.#hint = hint;
  }

  /** Begins with what was done by hand. */
  begin(at: number, deed: string): void {
    this.#from = at;
    this.#beganAt = at;
    this.#lastAt = at;
    this.#line(at, "you see", deed, "bold");
  }

  take(stored: StoredEvent): void {
    const hint = this.#hint(stored);
    const silence = this.#open.size > 0 ? silenceMs.open : silenceMs.none;
    this.#count(stored);
    const part = partOf(stored);
    if (part === null || stored.at < this.#from) return;
    if (stored.at - this.#lastAt > silence) {
      this.#beganAt = stored.at;
      this.#terminal.line(`\n${this.#terminal.bold(new Date(stored.at).toLocaleTimeString("en-GB"))}`);
    }
    this.#lastAt = Math.max(this.#lastAt, stored.at);
    this.#line(stored.at, part, clean(tellEvent(stored)), colours[part]);
    if (hint !== null) this.#terminal.line(`${" ".repeat(indent)}${this.#terminal.cyan(hint)}`);
  }

  #count(stored: StoredEvent): void {
    if (stored.type === "incident.opened") this.#open.add(stored.data.incident);
    if (stored.type === "incident.moved" && endStates.has(stored.data.to)) this.#open.delete(stored.data.incident);
  }

  #line(at: number, label: string, text: string, colour: Colour): void {
    const { line, dim } = this.#terminal;
    const paint = this.#terminal[colour];
    const since = dim(sinceText(at - this.#beganAt).padStart(timeWidth));
    line(`${since}  ${paint(label.padEnd(labelWidth))}  ${this.#terminal.wrap(text, indent)}`);
  }
}

function partOf(stored: StoredEvent): Part | null {
  if (stored.type === "incident.moved") return partOfMove(stored.data.to);
  if (stored.type === "config.loaded") return stored.data.reload ? "decided" : null;
  // Why nobody is woken is no story; why somebody is, is one.
  if (stored.type === "incident.tiered") return stored.data.tier === 3 ? "told" : null;
  // The step that did it says so as well.
  const isRepair =
    (stored.type === "service.started" || stored.type === "service.stopped") && stored.data.cause === "repair";
  return isRepair ? null : parts[stored.type];
}

/** The states in between are told by what leads to them; ends without a repair, and what wants a human, are told themselves. */
function partOfMove(to: IncidentState): Part | null {
  switch (to) {
    case "self_resolved":
      return "ended";
    case "escalated":
      return "asked";
    case "remediation_failed":
      return "seen";
    default:
      return null;
  }
}

function sinceText(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
