/**
 * The people. They read what reaches them, think about it for a while, and answer: yes, no, too late, never, for the wrong plan. They
 * mend what Chiron cannot, and sometimes interfere. Once the days are over they are diligent: they look every hour and mend what
 * they were told of.
 */
import type { EngineFacade, IncidentDetail, Message, Overrides } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { Orders } from "./orders.ts";
import type { World } from "./world.ts";

const minute = 60_000;

export interface HumanMeans {
  readonly world: World;
  readonly chance: Chance;
  /** Undefined while no engine lives. */
  readonly facade: () => EngineFacade | undefined;
  readonly runbooks: readonly string[];
  readonly orders: Orders;
}

export class Humans {
  readonly #means: HumanMeans;
  readonly #asked = new Set<string>();
  #diligent = false;
  #turn = 0;

  constructor(means: HumanMeans) {
    this.#means = means;
  }

  /** On the first morning some runbooks get leave to run by themselves. */
  arrive(): void {
    this.#rounds();
    const chance = this.#means.chance.of("runbooks");
    for (const runbook of this.#means.runbooks)
      if (chance.yes(0.65))
        this.#later(chance.between(1, 120) * minute, () => this.#command({ kind: "approve_runbook", runbook }));
  }

  read(message: Message): void {
    this.#heed(message);
    const parts = (message.data.messages as readonly Pick<Message, "id" | "incident" | "tier">[] | undefined) ?? [
      message,
    ];
    for (const { id, incident, tier } of parts) {
      if (incident === null || this.#asked.has(id)) continue;
      this.#asked.add(id);
      const chance = this.#means.chance.of(`message/${id}`);
      const delayMs = chance.wait((tier === 3 ? 15 : 30) * minute);
      if (chance.yes(0.9)) this.#later(delayMs, () => this.#attend(incident, chance));
    }
  }

  /** What tells of more than one incident: a storm, repairs that do harm. */
  #heed({ id, data }: Message): void {
    const parts = (data.messages as readonly Pick<Message, "data">[] | undefined) ?? [{ data }];
    if (!parts.some((part) => typeof part.data.kind === "string")) return;
    this.#later(this.#means.chance.of(`alarm/${id}`).wait(15 * minute), () => {
      for (const { target } of this.#means.facade()?.incidents({ limit: 500 }).items ?? []) this.#mend(target);
      this.#command({ kind: "resume", reason: "it was looked into" });
    });
  }

  /** Stops all healing for a while. */
  pause(forMs: number): void {
    this.#command({ kind: "pause", reason: "a deployment" });
    this.#later(forMs, () => this.#command({ kind: "resume", reason: "the deployment is done" }));
  }

  /** From now on: looks often, and mends whatever anybody was told of. */
  beDiligent(): void {
    this.#diligent = true;
    this.#command({ kind: "resume", reason: "the days are over" });
    this.#round();
  }

  /** Somebody looks over what is open, now and then. */
  #rounds(): void {
    this.#later(this.#diligent ? 20 * minute : 240 * minute, () => {
      this.#round();
      this.#rounds();
    });
  }

  #round(): void {
    const facade = this.#means.facade();
    for (const { id, tier } of facade?.incidents({ limit: 500 }).items ?? [])
      if (tier !== null) this.#attend(id, this.#means.chance.of(`round/${id}/${this.#turn++}`));
  }

  #attend(id: string, chance: Chance): void {
    const incident = this.#means.facade()?.incident(id);
    if (incident === undefined) return;
    if (incident.state === "awaiting_approval") this.#answer(incident, chance);
    else if (incident.state === "escalated" || incident.hold !== null || this.#diligent)
      this.#takeOver(incident, chance);
  }

  #answer({ id, approval, target }: IncidentDetail, chance: Chance): void {
    const planHash = approval?.planHash ?? "";
    switch (
      chance.weighted({
        ...{ yes: 40, twice: 8, no: 12, wrong_plan: 6, late: 6, by_hand: 8, reply: 10, modify: 10 },
        never: this.#diligent ? 0 : 8,
      })
    ) {
      case "yes":
        this.#command({ kind: "approve", incident: id, planHash });
        return;
      case "reply": {
        // By answering the message: with the code that stood in it, in small letters as people type.
        const answer = chance.yes(0.7) ? "approve" : "reject";
        this.#command({ kind: "reply", code: approval?.code?.toLowerCase() ?? "", answer, reason: "" });
        return;
      }
      case "modify":
        this.#command({ kind: "modify", incident: id, planHash, instructions: drawInstructions(chance) });
        return;
      case "twice":
        this.#command({ kind: "approve", incident: id, planHash });
        this.#later(chance.between(0, 5_000), () => this.#command({ kind: "approve", incident: id, planHash }));
        return;
      case "no":
        this.#command({ kind: "reject", incident: id, reason: "not like this" });
        return;
      case "wrong_plan":
        this.#command({ kind: "approve", incident: id, planHash: "0".repeat(64) });
        return;
      case "late":
        this.#later(chance.between(50, 90) * minute, () => this.#command({ kind: "approve", incident: id, planHash }));
        return;
      case "by_hand":
        this.#mend(target);
        return;
      case "never":
    }
  }

  #takeOver({ id, target, state, runbook, hold, evidence }: IncidentDetail, chance: Chance): void {
    // What somebody asked for is over when it was done, or when somebody says that it is not wanted any more.
    const isAskedFor = evidence.reading.probe === "intake:tidy" || evidence.reading.probe === "intake:human";
    if (this.#diligent && isAskedFor && (hold?.policy === "autonomy" || state === "escalated"))
      this.#command({ kind: "dismiss", incident: id, reason: "not here" });
    const how = this.#diligent
      ? "mend"
      : chance.weighted({
          mend: 50,
          resolve: 12,
          dismiss: 8,
          execute: 8,
          look: 6,
          nothing: 4,
          learn: 5,
          acknowledge: 12,
        });
    switch (how) {
      case "mend":
        this.#mend(target);
        return;
      case "resolve":
        this.#mend(target);
        if (state === "escalated") this.#command({ kind: "resolve", incident: id, reason: "mended by hand" });
        return;
      case "dismiss":
        this.#command({ kind: "dismiss", incident: id, reason: "it is known" });
        return;
      case "execute":
        if (runbook !== null) this.#command({ kind: "execute", runbook, incident: id, confirm: true });
        return;
      case "look":
        this.#command({ kind: "probe", target });
        return;
      case "acknowledge": {
        // Whoever says so does something about it, sooner or later.
        const until = chance.yes(0.5) ? {} : { forMs: chance.whole(10, 240) * minute };
        this.#command({ kind: "acknowledge", incident: id, reason: "I am on it", ...until });
        this.#later(chance.wait(60 * minute), () => this.#mend(target));
        return;
      }
      case "learn":
        this.#mend(target);
        this.#later(30 * minute, () => this.#learn(id));
        return;
      case "nothing":
    }
  }

  /** Reads what was learned of it, and lets the runbook be changed, or not. */
  #learn(id: string): void {
    const chance = this.#means.chance.of(`amendment/${id}`);
    this.#command({ kind: "postmortem", incident: id });
    this.#later(minute, () => {
      const [amendment] = this.#means.facade()?.postMortem(id)?.amendments ?? [];
      if (amendment === undefined) return;
      const { id: name } = amendment;
      if (chance.yes(0.3)) this.#command({ kind: "reject_amendment", amendment: name, reason: "not in this house" });
      // Also what was rejected before: nothing must come of it.
      else this.#command({ kind: "approve_amendment", amendment: name });
    });
  }

  /** With everything that it stands on: whoever looks into it finds the root. */
  #mend(target: string): void {
    const { world } = this.#means;
    const found = world.targets.all.find(({ id }) => id === target);
    if (found === undefined) return;
    world.mend(target);
    // What Chiron itself supervises, a human starts through Chiron.
    if (found.isService && !world.machine.isThere(found.pid))
      this.#command({ kind: "execute", runbook: "rb-restart-service", target, confirm: true });
    for (const id of found.dependsOn) this.#mend(id);
  }

  #later(delayMs: number, work: () => void): void {
    this.#means.world.clock.after(delayMs, work);
  }

  #command(command: Parameters<Orders["give"]>[0]): void {
    this.#means.orders.give(command);
  }
}

/** As the orders of somebody who knows the runbook; some of them cannot be carried out, and are refused. */
function drawInstructions(chance: Chance): Overrides {
  switch (chance.weighted({ exclude: 4, strategy: 3, risk: 2, runbook: 1 })) {
    case "exclude":
      return {
        exclude: { strategies: [], actions: [chance.pick(["unit.restart", "unit.shed"])] },
        note: "not this one",
      };
    case "strategy":
      return { strategy: chance.pick(["rebuild", "restart", "shed"]) };
    case "risk":
      return { riskAtMost: "low" };
    case "runbook":
      return { runbook: "rb-unit-rest" };
  }
}
