/**
 * The actions of the simulated world, and what they really do. An effect that has begun belongs to the world: it may well come to
 * its end when the engine that began it has died.
 */
import { z } from "zod";
import { type Action, type ActionContext, type ActionResult, defineAction } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { WorldClock } from "../platform/clock.ts";
import { ever, type Targets } from "./targets.ts";
import type { Behaviour } from "./types.ts";

interface Trait {
  readonly name: string;
  readonly idempotent: boolean;
  readonly risk: "low" | "medium" | "high";
  readonly undoes: boolean;
  readonly looks?: boolean;
}

const traits: readonly Trait[] = [
  { name: "unit.restart", idempotent: true, risk: "low", undoes: false },
  { name: "unit.drain", idempotent: false, risk: "low", undoes: true },
  { name: "unit.rebuild", idempotent: false, risk: "medium", undoes: false },
  { name: "unit.shed", idempotent: true, risk: "low", undoes: true },
  { name: "unit.flush", idempotent: false, risk: "medium", undoes: false },
  { name: "unit.inspect", idempotent: true, risk: "low", undoes: false, looks: true },
];

const behaviours: Readonly<Record<Behaviour, number>> = {
  works: 64,
  fails: 8,
  half_works: 9,
  late: 6,
  hangs: 5,
  is_deaf: 2,
  throws: 3,
  breaks_neighbour: 3,
};

export interface Effect {
  readonly id: string;
  readonly action: string;
  readonly target: string;
  readonly undo: boolean;
}

export interface EffectMeans {
  readonly clock: WorldClock;
  readonly chance: Chance;
  readonly targets: Targets;
  /** Told right before an effect begins, and when the action has ended in one life. */
  readonly onBegin: (effect: Effect) => void;
}

export class Effects {
  readonly #means: EffectMeans;
  /** No new faults any more: everything does what it says. */
  isCalm = false;

  constructor(means: EffectMeans) {
    this.#means = means;
  }

  /** As the engine knows them. */
  actions(): ReadonlyMap<string, Action> {
    return unitActions((trait, context, undo) => this.#run(trait, context, undo));
  }

  async #run({ name, looks }: Trait, context: ActionContext, undo: boolean): Promise<ActionResult> {
    const { target, effect: id, clock, signal } = context;
    const effect = { id, action: name, target: target.id, undo };
    this.#means.onBegin(effect);
    const chance = this.#means.chance.of(id);
    const behaviour = this.isCalm || looks === true ? "works" : chance.weighted(behaviours);
    const tookMs = Math.round(chance.pick([1, 1, 10, 100]) * chance.between(50, 200));
    const said = (success: boolean, words: string): ActionResult => ({
      success,
      summary: `${name}: ${words}`,
      artifacts: [],
    });
    switch (behaviour) {
      case "throws":
        throw new Error(`${name} broke`);
      case "fails":
        await clock.sleep(tookMs, signal);
        return said(false, "it was refused");
      case "hangs":
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
        return said(false, "ended");
      case "is_deaf":
        return new Promise(() => undefined);
      case "half_works":
        await clock.sleep(tookMs, signal);
        return said(true, "done");
      case "late":
        this.#means.clock.after(tookMs + chance.between(1_000, 40_000), () => this.#apply(effect));
        await clock.sleep(tookMs, signal);
        return said(true, "done");
      case "works":
      case "breaks_neighbour":
    }
    this.#means.clock.after(tookMs, () => {
      this.#apply(effect);
      if (behaviour === "breaks_neighbour") this.#breakNeighbour(effect, chance);
    });
    await clock.sleep(tookMs + 1, signal);
    return said(true, "done");
  }

  #apply({ action, target, undo }: Effect): void {
    if (!undo) this.#means.targets.cure(target, ({ curedBy }) => curedBy.includes(action));
  }

  #breakNeighbour({ target }: Effect, chance: Chance): void {
    const others = this.#means.targets.all.filter(({ id, isService }) => id !== target && !isService);
    if (others.length > 0)
      this.#means.targets.add(chance.pick(others).id, { kind: "down", curedBy: ["unit.restart"], endsAt: ever });
  }
}

type Run = (trait: Trait, context: ActionContext, undo: boolean) => Promise<ActionResult>;

export function unitActions(run: Run): ReadonlyMap<string, Action> {
  return new Map(traits.map((trait) => [trait.name, unitAction(trait, run)]));
}

function unitAction(trait: Trait, run: Run): Action {
  const { name, risk, idempotent, looks, undoes } = trait;
  return defineAction({
    ...{ name, summary: `Simulated: ${name}`, schema: z.strictObject({}), risk, idempotent },
    ...(looks === true ? { changesNothing: true } : {}),
    dryRun: async (_input, { target }) => `Would run ${name} on ${target.id}.`,
    run: (_input, context) => run(trait, context, false),
    ...(undoes ? { undo: (_input: object, context: ActionContext) => run(trait, context, true) } : {}),
  });
}
