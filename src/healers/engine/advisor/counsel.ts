/**
 * Asks a language model about incidents that Chiron's own ways did not solve. It begins only when such an incident is in a human's hands
 * already, so that nobody is told later because a model is asked: it runs beside all work, ends when the incident moves on, and whatever
 * it comes to, the incident stays where it would be without it; except that a proposal takes it back to `diagnosing`, where it is judged
 * like any other plan.
 */
import {
  type AdviceRefusal,
  type CommandResult,
  event,
  type Incident,
  type ModelSettings,
  type ModelStatus,
  type ModelUse,
  messageOf,
  type Outcome,
  type StoredEvent,
  type Target,
} from "#core/model";
import { move } from "#loop/incident";
import type { Parts } from "../parts.ts";
import { tryModel } from "./try-out.ts";
import type { Advisor, OpenAdvisor, Question, Reply, Story } from "./types.ts";

export interface CounselMeans {
  readonly parts: Parts;
  readonly open: OpenAdvisor | undefined;
  /** For every event once it is durable. */
  readonly subscribe: (listener: (stored: StoredEvent) => void) => () => void;
  readonly outcomes: (target: string) => readonly Outcome[];
  /** Any incident with all its events, ended or not. */
  readonly story: (incident: string) => Story | undefined;
  readonly wake: (incident: string) => void;
}

export interface Counsel {
  /** Goes on with what an earlier engine left. */
  start(): void;
  /** Asks something harmless, or only says what would be sent. */
  tryOut(send: boolean): Promise<CommandResult>;
  /** Undefined while there is no model. */
  status(): ModelStatus | undefined;
}

/** A storm asks for a few, and leaves the others to their humans. */
const mostWaiting = 20;

export function createCounsel(means: CounselMeans): Counsel {
  return new Asking(means);
}

class Asking implements Counsel {
  readonly #means: CounselMeans;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<string, AbortController>();
  #opened: { readonly settings: ModelSettings; readonly advisor: Promise<Advisor> } | undefined;

  constructor(means: CounselMeans) {
    this.#means = means;
  }

  start(): void {
    this.#means.subscribe((stored) => this.#onStored(stored));
    for (const { id, state } of this.#means.parts.state.open.values()) if (state === "escalated") this.#consider(id);
  }

  async tryOut(send: boolean): Promise<CommandResult> {
    const { record, durable, stopping: signal, settings } = this.#means.parts;
    const open = (model: ModelSettings) => this.#advisorFor(model);
    const trial = await tryModel({ settings: settings().model, open, record, durable, signal }, send);
    return { message: trial.result ?? "Nothing was sent.", changed: false, data: { ...trial } };
  }

  #onStored(stored: StoredEvent): void {
    if (stored.type !== "incident.moved") return;
    const { incident, to } = stored.data;
    this.#running.get(`help ${incident}`)?.abort(new Error(`the incident is ${to}`));
    if (to === "escalated") this.#consider(incident);
    else if (to === "resolved") this.#enqueue({ kind: "words", id: incident });
  }

  status(): ModelStatus | undefined {
    const { parts } = this.#means;
    const settings = parts.settings().model;
    if (settings === undefined) return undefined;
    const { provider, name, uses, budget } = settings;
    const now = parts.platform.clock.now();
    const { model } = parts.state;
    const state = model.restsUntil(now) === null ? "ready" : "resting";
    return { provider, name, uses, state, asked: model.asked(now), budget };
  }

  #consider(id: string): void {
    const { parts } = this.#means;
    const incident = parts.state.incident(id);
    if (incident === undefined) return;
    if (isFreshProposal(incident) || useFor(incident, parts.settings().model) !== undefined)
      this.#enqueue({ kind: "help", id });
  }

  #enqueue(job: Job): void {
    const { parts, open } = this.#means;
    const { model } = parts.settings();
    if (model === undefined || open === undefined || this.#waiting.length >= mostWaiting) return;
    if (job.kind === "words" && !model.uses.includes("postmortem")) return;
    if (this.#running.has(nameOf(job)) || this.#waiting.some((other) => nameOf(other) === nameOf(job))) return;
    this.#waiting.push(job);
    this.#goOn();
  }

  #goOn(): void {
    const { parts } = this.#means;
    const atOnce = parts.settings().model?.atOnce ?? 0;
    while (this.#running.size < atOnce && !parts.stopping.aborted) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      const ending = new AbortController();
      this.#running.set(nameOf(job), ending);
      const signal = AbortSignal.any([ending.signal, parts.stopping]);
      void (job.kind === "help" ? this.#workOn(job.id, signal) : this.#write(job.id, signal))
        .catch((error: unknown) => {
          if (!parts.stopping.aborted) parts.report(error, `asking a language model about ${job.id}`);
        })
        .finally(() => {
          this.#running.delete(nameOf(job));
          this.#goOn();
        });
    }
  }

  async #workOn(id: string, signal: AbortSignal): Promise<void> {
    const { parts } = this.#means;
    const settings = parts.settings().model;
    const incident = parts.state.incident(id);
    const target = incident === undefined ? undefined : parts.target(incident.target);
    if (settings === undefined || incident === undefined || target === undefined) return;
    const use = useFor(incident, settings);
    if (use !== undefined) await this.#ask({ settings, use, incident, target, signal });
    if (!signal.aborted) await this.#takeUp(id, target);
  }

  /** The prose of a post-mortem, once what a human had in hand is over. */
  async #write(id: string, signal: AbortSignal): Promise<void> {
    const { parts, story: find } = this.#means;
    const settings = parts.settings().model;
    const story = find(id);
    if (settings === undefined || story === undefined || !wasEscalated(story)) return;
    const { postMortemQuestion, readPostMortem } = await import("./asking/index.ts");
    const about = { settings, use: "postmortem" as const, incident: story.incident, signal };
    const reply = await this.#put(about, postMortemQuestion(story));
    if (reply === undefined) return;
    const read = reply.kind === "refused" ? reply : readPostMortem(reply.value);
    if ("refusal" in read) return this.#refuse(about, reply, read.refusal, read.reason);
    const { model, cost } = reply as Extract<Reply, { kind: "answered" }>;
    const said = { model, hypothesis: null, runbook: null, prose: read.prose, cost };
    parts.record([event("model.answered", { incident: id, use: about.use, ...said })]);
  }

  async #ask(about: About): Promise<void> {
    const { settings, use, incident, target } = about;
    const { questionAbout } = await import("./asking/index.ts");
    const question = await questionAbout(this.#means, settings, use, incident, target);
    const reply = await this.#put(about, question);
    if (reply !== undefined) await this.#keep(about, reply);
  }

  /** Undefined: it was not asked, which is on record, or the engine ends. */
  async #put(about: Asked, question: Question): Promise<Reply | undefined> {
    const { parts } = this.#means;
    const { settings, use, incident, signal } = about;
    const nothing = { model: settings.name, cost: null };
    const allowance = parts.state.model.allows(parts.platform.clock.now(), settings);
    if (!allowance.ok) {
      this.#refuse(about, nothing, allowance.refusal, allowance.reason);
      return undefined;
    }
    const advisor = await this.#advisorFor(settings);
    if (signal.aborted) return undefined;
    const reply = await advisor.ask(question, {
      signal,
      announce: async ({ bytes: sentBytes, digest }) => {
        parts.record([event("model.asked", { incident: incident.id, use, model: settings.name, sentBytes, digest })]);
        await parts.durable();
      },
    });
    // That it was asked stands in the log; the next engine goes on from there.
    return parts.stopping.aborted ? undefined : reply;
  }

  #refuse(
    { use, incident }: Asked,
    { model, cost }: Pick<Reply, "model" | "cost">,
    kind: AdviceRefusal,
    reason: string,
  ) {
    this.#means.parts.record([event("model.refused", { incident: incident.id, use, model, kind, reason, cost })]);
  }

  async #keep(about: About, reply: Reply): Promise<void> {
    const { parts } = this.#means;
    const { use, target } = about;
    const { id } = about.incident;
    if (reply.kind === "refused") return this.#refuse(about, reply, reply.refusal, reply.reason);
    const incident = parts.state.incident(id);
    if (incident === undefined) return this.#refuse(about, reply, "cancelled", "the incident ended meanwhile");
    const { readProposal } = await import("./asking/index.ts");
    const { actions, actionCatalog: catalog } = parts;
    const before = proposalsBefore(incident);
    const proposal = readProposal(reply.value, { incident, target, actions, catalog, before });
    if ("refusal" in proposal) return this.#refuse(about, reply, proposal.refusal, proposal.reason);
    const { model, cost } = reply;
    parts.record([event("model.answered", { incident: id, use, model, ...proposal, prose: null, cost })]);
  }

  /** Back to where plans are judged; never while somebody is at work on the target. */
  async #takeUp(id: string, target: Target): Promise<void> {
    const { parts, wake } = this.#means;
    const release = await parts.slots.acquire(target.id, 0, "look");
    try {
      const incident = parts.state.incident(id);
      if (incident?.state !== "escalated" || !isFreshProposal(incident)) return;
      parts.record([move(incident, "diagnosing", "a language model proposes a way to repair it")]);
    } catch (error) {
      if (!parts.stopping.aborted) throw new Error(`its proposal could not be taken up: ${messageOf(error)}`);
    } finally {
      release();
    }
    wake(id);
  }

  #advisorFor(settings: ModelSettings): Promise<Advisor> {
    const { open } = this.#means;
    if (open === undefined) throw new Error("there is no way to a language model");
    if (this.#opened?.settings !== settings) this.#opened = { settings, advisor: open(settings) };
    return this.#opened.advisor;
  }
}

/** Help for an open incident, or words about one that is over. */
interface Job {
  readonly kind: "help" | "words";
  readonly id: string;
}

function nameOf({ kind, id }: Job): string {
  return `${kind} ${id}`;
}

interface Asked {
  readonly settings: ModelSettings;
  readonly use: ModelUse;
  readonly incident: Pick<Incident, "id">;
  readonly signal: AbortSignal;
}

interface About extends Asked {
  readonly incident: Incident;
  readonly target: Target;
}

function wasEscalated({ events }: Story): boolean {
  return events.some((one) => one.type === "incident.moved" && one.data.to === "escalated");
}

/** It was not judged yet, and is to be. */
function isFreshProposal({ advice }: Incident): boolean {
  return advice?.runbook != null && !advice.isTaken;
}

function proposalsBefore({ advice }: Incident): number {
  const { propose = 0, reflect = 0 } = advice?.asked ?? {};
  return propose + reflect - 1;
}

/** What a model is asked for, if anything: once where nothing matches, and once where what there was is forbidden. */
function useFor(incident: Incident, settings: ModelSettings | undefined): ModelUse | undefined {
  if (settings === undefined || incident.state !== "escalated" || isFreshProposal(incident)) return undefined;
  const { asked = {}, state } = incident.advice ?? {};
  // A question whose answer was lost with an engine may be asked once more.
  const mayAsk = (use: ModelUse) => settings.uses.includes(use) && (asked[use] ?? 0) < (state === "asked" ? 2 : 1);
  if (wasForbidden(incident)) return mayAsk("reflect") ? "reflect" : undefined;
  if (incident.domain === "complex" && incident.advice?.runbook == null && mayAsk("propose")) return "propose";
  return undefined;
}

/**
 * The guard forbade a plan, and another one might pass. A human's no is a human's, and is not asked about again; what any repair would
 * be refused for is not worth a question.
 */
function wasForbidden({ verdicts, violations = [], approval }: Incident): boolean {
  const last = verdicts.at(-1);
  const isAnswered = approval !== null && approval.status !== "waiting" && approval.status !== "withdrawn";
  if (isAnswered || last === undefined) return false;
  const isRefused = last.decision === "reject" && last.retryAt === undefined;
  return (isRefused || violations.length > 0) && !last.notes.some(({ avoid }) => avoid?.everything === true);
}
