/** The simulated world: time, machine, targets, channels, and the faults that befall them. */
import type { Action, Probe, Settings } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import { type Mortal, WorldClock } from "../platform/clock.ts";
import { FileSystem } from "../platform/files.ts";
import { Machine } from "../platform/processes.ts";
import { type ChannelName, type ChannelState, Channels, channelNames } from "./channels.ts";
import { type EffectMeans, Effects } from "./effects.ts";
import { worldProbe } from "./probe.ts";
import { ever, Targets } from "./targets.ts";
import type { Fault, TroubleKind } from "./types.ts";

const cures: Readonly<Record<TroubleKind, readonly (readonly string[])[]>> = {
  down: [["unit.restart"], ["unit.restart", "unit.rebuild"], ["unit.rebuild"], []],
  slow: [["unit.shed"], ["unit.restart"], ["unit.shed", "unit.restart"], []],
  backlog: [["unit.flush"], ["unit.flush"], []],
  corrupt: [[]],
  hung: [[]],
  strained: [[]],
};

export interface WorldListeners {
  readonly onBegin: EffectMeans["onBegin"];
  /** A process of a service was started, or told to end. */
  readonly onTouch: (target: string, what: string) => void;
}

export class World {
  readonly clock: WorldClock;
  readonly machine: Machine;
  readonly files: FileSystem;
  readonly targets: Targets;
  readonly channels: Channels;
  readonly effects: Effects;
  readonly probes: ReadonlyMap<string, Probe>;
  readonly actions: ReadonlyMap<string, Action>;
  /** Whether an engine lives, and whether it is still taking up what the one before it left. */
  isAlive = false;
  isTakingUp = false;
  /** When anything that is not the engine's own doing was last no longer as it was; elapsed ms. */
  changedAt = 0;
  /** When people last wanted a service to be started; elapsed ms. */
  readonly startsWanted = new Map<string, number>();
  readonly #chance: Chance;
  readonly #disk: Chance;
  #slowDiskUntil = 0;
  #crashLoops = new Map<string, number>();

  constructor(settings: Settings, chance: Chance, listeners: WorldListeners) {
    this.#chance = chance;
    this.#disk = chance.of("disk");
    this.clock = new WorldClock(Date.UTC(2026, 0, 1));
    this.targets = new Targets(settings, this.clock);
    this.files = new FileSystem(this.clock);
    this.channels = new Channels(this.clock, chance.of("channels"));
    this.effects = new Effects({
      ...{ clock: this.clock, targets: this.targets, chance: chance.of("effects"), onBegin: listeners.onBegin },
    });
    this.machine = this.#machine(listeners);
    this.targets.onChange = () => this.changed();
    this.targets.isThere = (pid) => this.machine.isThere(pid);
    this.probes = new Map([["world", worldProbe((id) => this.targets.answer(id))]]);
    this.actions = this.effects.actions();
  }

  changed(): void {
    this.changedAt = this.clock.elapsedMs;
  }

  /** A group of events is on disk at the end of the turn, or later while the disk is slow. */
  commitSoon(commit: () => void, life: Mortal): void {
    if (this.clock.elapsedMs >= this.#slowDiskUntil) {
      this.clock.atEndOfTurn(commit);
      return;
    }
    this.clock.after(this.#disk.between(1, 400), () => this.clock.atEndOfTurn(commit), life);
  }

  /** What does not concern the engine itself. */
  befall(fault: Fault): void {
    const { kind, target, forMs, at } = fault;
    const { clock, targets } = this;
    const chance = this.#chance.of(`fault/${at}/${kind}`);
    const until = clock.elapsedMs + forMs;
    this.changed();
    switch (kind) {
      case "trouble":
        this.#trouble(target ?? "", fault.trouble ?? "down", chance, forMs);
        return;
      case "flap":
        this.#flap(target ?? "", until, chance);
        return;
      case "lie":
        targets.mislead(target ?? "", { kind: fault.lie ?? "is_silent", until });
        return;
      case "cut":
        for (const { id } of targets.all) targets.mislead(id, { kind: "is_silent", until });
        return;
      case "outage":
        for (const { id, isService } of targets.all)
          if (!isService && chance.yes(0.7)) this.#trouble(id, "down", chance, forMs);
        return;
      case "critical_outage":
        for (const { id, isCritical } of targets.all)
          if (isCritical) clock.after(chance.between(0, 20_000), () => this.#trouble(id, "down", chance, forMs));
        return;
      case "kill":
        this.#kill(target ?? "");
        return;
      case "kill_all":
        for (const { id, isService } of targets.all) if (isService) this.#kill(id);
        return;
      case "crash_loop":
        this.#crashLoops.set(target ?? "", until);
        this.#kill(target ?? "");
        return;
      case "freeze": {
        const { pid } = targets.get(target ?? "");
        targets.add(target ?? "", { kind: "hung", curedBy: ["start"], endsAt: until });
        this.machine.freeze(pid, true);
        clock.after(forMs, () => this.machine.freeze(pid, false));
        return;
      }
      case "clock":
        clock.stepWall(fault.stepMs ?? 0);
        return;
      case "channel": {
        const name = fault.channel as ChannelName;
        this.channels.set(name, target as ChannelState);
        clock.after(forMs, () => this.channels.set(name, "is_up"));
        return;
      }
      case "disk":
        this.#slowDiskUntil = until;
        return;
      default:
    }
  }

  /** No further faults: lies end, channels are up, the machine does what it is told. What is broken stays broken. */
  calmDown(): void {
    for (const { id } of this.targets.all) this.targets.mislead(id, null);
    for (const name of channelNames) this.channels.set(name, "is_up");
    this.#crashLoops.clear();
    this.#slowDiskUntil = 0;
    this.effects.isCalm = true;
  }

  /** As a person mends it who knows how. */
  mend(id: string): void {
    this.targets.cure(id, () => true);
    const { isService, pid } = this.targets.get(id);
    if (isService) this.machine.freeze(pid, false);
    this.#crashLoops.delete(id);
  }

  #trouble(id: string, kind: TroubleKind, chance: Chance, forMs: number): void {
    const endsAt = chance.yes(0.3) ? this.clock.elapsedMs + forMs : ever;
    this.targets.add(id, { kind, curedBy: chance.pick(cures[kind]), endsAt });
  }

  #flap(id: string, until: number, chance: Chance): void {
    if (this.clock.elapsedMs >= until || this.effects.isCalm) return;
    const downMs = chance.between(20_000, 200_000);
    this.targets.add(id, { kind: "down", curedBy: ["unit.restart"], endsAt: this.clock.elapsedMs + downMs });
    this.clock.after(downMs + chance.between(20_000, 200_000), () => this.#flap(id, until, chance));
  }

  #kill(id: string): void {
    const { pid } = this.targets.get(id);
    this.targets.cure(id, () => false);
    this.machine.end(pid, { code: null, signal: "SIGKILL" });
  }

  #machine(listeners: WorldListeners): Machine {
    const chance = this.#chance.of("machine");
    return new Machine({
      clock: this.clock,
      onSpawn: ({ command }, pid) => {
        this.changed();
        const id = command[1] ?? "";
        listeners.onTouch(id, "was started");
        if (!this.effects.isCalm && chance.yes(0.05)) throw new Error("fork: resource temporarily unavailable");
        const target = this.targets.get(id);
        this.targets.cure(id, ({ curedBy }) => curedBy.includes("start"));
        target.pid = pid;
        if ((this.#crashLoops.get(id) ?? 0) > this.clock.elapsedMs)
          this.clock.after(chance.between(10, 8_000), () => this.machine.end(pid, { code: 1, signal: null }));
      },
      onSignal: ({ command }, signal) => {
        listeners.onTouch(command[1] ?? "", `was sent ${signal}`);
        if (signal === "SIGKILL") return 1;
        return chance.yes(0.1) && !this.effects.isCalm ? undefined : chance.between(5, 1_500);
      },
    });
  }
}
