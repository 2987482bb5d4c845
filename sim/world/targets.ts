/** The targets of the simulated world: what really ails them, and what they answer. */
import type { ProbeAnswer, Settings } from "#core/model";
import type { WorldClock } from "../platform/clock.ts";
import type { Lie, Trouble, TroubleKind } from "./types.ts";

const ever = Number.POSITIVE_INFINITY;

/** Which trouble each type of anomaly speaks of. */
const troubleOf: Readonly<Record<string, readonly TroubleKind[]>> = {
  unit_down: ["down"],
  unit_slow: ["slow"],
  unit_backlog: ["backlog"],
  unit_corrupt: ["corrupt"],
  process_dead: ["down"],
  service_unresponsive: ["hung"],
  unit_strained: [],
};

export interface WorldTarget {
  readonly id: string;
  readonly isService: boolean;
  readonly isCritical: boolean;
  readonly dependsOn: readonly string[];
  readonly troubles: Map<TroubleKind, Trouble>;
  lie: { readonly kind: Lie; readonly until: number } | null;
  /** Of a service: the process that is it, dead or alive. */
  pid: number;
}

export class Targets {
  readonly all: readonly WorldTarget[];
  /** Set by the machine: whether the process of a service is there. */
  isThere: (pid: number) => boolean = () => false;
  /** Something is no longer as it was. */
  onChange: () => void = () => undefined;
  readonly #clock: WorldClock;
  readonly #byId: ReadonlyMap<string, WorldTarget>;
  /** What somebody outside says, and has not called over; by `type@target` its sources. */
  readonly #told = new Map<string, Set<string>>();
  /** When a look last would have shown this type of trouble; elapsed ms, by `type@target`. */
  readonly #lastBad = new Map<string, number>();

  constructor(settings: Settings, clock: WorldClock) {
    this.#clock = clock;
    this.all = settings.targets.map(({ id, supervisor, dependsOn, criticality }) => ({
      ...{ id, dependsOn, isService: supervisor !== undefined, isCritical: criticality === "critical" },
      ...{ troubles: new Map(), lie: null, pid: 0 },
    }));
    this.#byId = new Map(this.all.map((target) => [target.id, target]));
  }

  get(id: string): WorldTarget {
    const target = this.#byId.get(id);
    if (target === undefined) throw new Error(`there is no ${id} in this world`);
    return target;
  }

  add(id: string, trouble: Omit<Trouble, "since">): void {
    const target = this.get(id);
    this.onChange();
    if (!target.troubles.has(trouble.kind))
      target.troubles.set(trouble.kind, { ...trouble, since: this.#clock.elapsedMs });
  }

  /** Ends what `fits`; with whatever was to be seen up to now remembered. */
  cure(id: string, fits: (trouble: Trouble) => boolean): boolean {
    const target = this.get(id);
    this.#remember();
    this.onChange();
    let cured = false;
    for (const [kind, trouble] of target.troubles) if (fits(trouble)) cured = target.troubles.delete(kind) || cured;
    return cured;
  }

  mislead(id: string, lie: WorldTarget["lie"]): void {
    this.#remember();
    this.onChange();
    this.get(id).lie = lie;
  }

  /** Somebody outside says that it is so, or that it is over. */
  tell(source: string, type: string, id: string, isSo: boolean): void {
    this.#remember();
    const sources = this.#told.get(`${type}@${id}`) ?? new Set();
    this.#told.set(`${type}@${id}`, sources);
    if (isSo) sources.add(source);
    else sources.delete(source);
  }

  /** What is over by itself by now. */
  passTime(): void {
    const now = this.#clock.elapsedMs;
    for (const target of this.all) {
      if (target.lie !== null && target.lie.until <= now) this.mislead(target.id, null);
      for (const { endsAt } of target.troubles.values())
        if (endsAt <= now) this.cure(target.id, (trouble) => trouble.endsAt <= now);
    }
  }

  isDown(target: WorldTarget): boolean {
    if (target.troubles.has("down")) return true;
    if (target.isService) return !this.isThere(target.pid);
    return target.dependsOn.some((id) => this.isDown(this.get(id)));
  }

  /** When a look last would have shown this trouble, lies included; now, if one would. */
  lastShown(type: string, id: string): number {
    if (this.#shows(type, this.get(id))) return this.#clock.elapsedMs;
    return this.#lastBad.get(`${type}@${id}`) ?? Number.NEGATIVE_INFINITY;
  }

  /** Of the world's own probe. Undefined: it never answers. */
  answer(id: string): ProbeAnswer | undefined {
    this.passTime();
    const target = this.get(id);
    const { troubles } = target;
    switch (target.lie?.kind) {
      case "says_good":
        return good;
      case "says_bad":
        return { available: true, values: { ...good.values, serving: false } };
      case "is_silent":
        return { available: false, values: {}, error: "no answer" };
      case "talks_nonsense":
        return { available: true, values: { serving: "perhaps", load: "much" } };
      case "hangs":
        return undefined;
      case undefined:
    }
    const load = troubles.has("slow") ? 85 + ((troubles.get("slow")?.since ?? 0) % 15) : 20;
    const values = {
      serving: !this.isDown(target),
      load,
      backlog: troubles.has("backlog") ? 500 : 3,
      corrupt: troubles.has("corrupt"),
    };
    return { available: true, values };
  }

  #shows(type: string, target: WorldTarget): boolean {
    const kinds = troubleOf[type] ?? [];
    if ((this.#told.get(`${type}@${target.id}`)?.size ?? 0) > 0) return true;
    const lie = target.lie?.kind;
    if (target.isService) {
      if (type === "process_dead") return this.isDown(target);
      return (
        lie === "says_bad" ||
        lie === "hangs" ||
        lie === "is_silent" ||
        (lie === undefined && target.troubles.has("hung"))
      );
    }
    if (lie !== undefined)
      return type === "unit_down" && (lie === "says_bad" || lie === "is_silent" || lie === "hangs");
    return type === "unit_down" ? this.isDown(target) : kinds.some((kind) => target.troubles.has(kind));
  }

  #remember(): void {
    for (const target of this.all)
      for (const type of Object.keys(troubleOf))
        if (this.#shows(type, target)) this.#lastBad.set(`${type}@${target.id}`, this.#clock.elapsedMs);
  }
}

const good: ProbeAnswer = { available: true, values: { serving: true, load: 20, backlog: 3, corrupt: false } };

export { ever };
