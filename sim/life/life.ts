/** One life of the engine: the real engine, outbox and log on the simulated platform, from its start to its end or its death. */
import { join } from "node:path";
import { type EventLog, openLog, standardProjections } from "#core/log";
import { type LogReader, openLogReader } from "#core/log/read";
import { ChironError, type Message, type ProcessIdentity, type Settings, type StoredEvent } from "#core/model";
import type { Platform } from "#core/platform";
import { builtIn, createEngine, type Engine, type Extensions } from "#healers/engine";
import { evolve } from "#loop/incident";
import { createOutbox, type Outbox } from "#surface/notify";
import type { Plant } from "../plants/index.ts";
import type { Chance } from "../platform/chance.ts";
import { onlySimulated } from "../platform/doors.ts";
import { simulatedFolder } from "../platform/files.ts";
import { networkOf } from "../platform/network.ts";
import type { Book } from "../world/book.ts";
import type { World } from "../world/world.ts";
import { logOfLife } from "./log.ts";
import type { Kept } from "./readings.ts";

export interface LifeMeans {
  readonly world: World;
  readonly book: Book;
  /** The real folder that the log is in. */
  readonly folder: string;
  readonly kept: Kept;
  readonly chance: Chance;
  readonly plant: Plant;
  readonly nextId: (prefix: string) => string;
  readonly onAppended: (life: Life, stored: readonly StoredEvent[]) => void;
  readonly onDurable: (stored: StoredEvent) => void;
  readonly say: (line: string) => void;
}

const mostWaiting = 100_000;
/** Nothing measures this process. */
const noLag = { p99: () => 0, max: () => 0, turn: () => undefined, stop: () => undefined };

export class Life {
  dead = false;
  /** From its begin until it has taken up what it found. */
  isStarting = true;
  readonly log: EventLog;
  readonly reader: LogReader;
  readonly engine: Engine;
  readonly outbox: Outbox;
  readonly #means: LifeMeans;

  constructor(means: LifeMeans) {
    this.#means = means;
    const { world, book, folder, plant } = means;
    const planted = (settings: Settings): Settings => plant.settings?.(settings) ?? settings;
    const { clock } = world;
    const path = join(folder, "chiron.db");
    const view = clock.view(this);
    const self = world.machine.identity(world.machine.nextPid());
    this.log = openLog({
      path,
      stream: "engine",
      clock: view,
      projections: standardProjections({ evolve, version: 1 }),
      lease: { role: "engine", process: self },
      schedule: (commit) => world.commitSoon(commit, this),
      onFailure: (error) => {
        if (!this.dead) means.say(`the store failed: ${error.message}`);
      },
      onListenerError: (error) => means.say(`a listener threw: ${String(error)}`),
    });
    this.reader = openLogReader(path);
    // Its lease is durable by now, and nobody has subscribed yet.
    for (const stored of this.log.read({ newest: true, limit: 1 })) means.onDurable(stored);
    this.log.subscribe((stored) => means.onDurable(stored));
    const own = logOfLife(this.log, {
      life: this,
      now: () => clock.now(),
      onAppended: (stored) => means.onAppended(this, stored),
    });
    const log = plant.log?.(own) ?? own;
    const platform = this.#platform(self);
    this.outbox = this.#outbox(log, platform);
    const deliver = (message: Message) => this.outbox.deliver(message);
    this.engine = createEngine({
      version: "sim",
      platform,
      settings: planted(book.lastGood()),
      dataDir: simulatedFolder,
      dataId: "sim",
      log,
      reader: this.reader,
      readings: means.kept.door(),
      deliver: plant.deliver?.(deliver, log) ?? deliver,
      tryChannels: async () => [],
      onReload: ({ notify }) => this.outbox.configure(notify),
      readSettings: async () => planted(book.read()),
      draftsFolder: `${simulatedFolder}/drafts`,
      readDraft: async () => {
        throw new ChironError("bad_config", "drafts are not simulated");
      },
      extensions: this.#extensions(),
      lag: noLag,
      say: (line) => {
        if (!this.dead) means.say(line);
      },
    });
  }

  async start(): Promise<void> {
    this.outbox.start();
    await this.engine.start();
    this.isStarting = false;
  }

  async stop(): Promise<void> {
    await this.engine.stop({ reason: "a restart", keepServices: true });
    await this.outbox.stop();
    this.dead = true;
    this.#close();
  }

  /** From this moment on nothing of it acts, or hears of anything. */
  kill(how: "before_commit" | "after_commit"): void {
    if (this.dead) return;
    // Dead before anybody hears of the commit: nothing is ever told in the middle of an append.
    this.dead = true;
    if (how === "after_commit") this.log.flush();
    this.log.condemn(new ChironError("store_failed", "the process is gone"));
    // What is still under way in this turn may look into the log once more.
    this.#means.world.clock.after(0, () => this.#close());
  }

  #close(): void {
    this.reader.close();
    this.log.close();
  }

  #platform(self: ProcessIdentity): Platform {
    const { world, chance, nextId } = this.#means;
    const random = chance.of("platform");
    return onlySimulated<Platform>("platform", {
      clock: world.clock.view(this),
      random: { next: () => random.next() },
      ids: { next: nextId },
      processes: world.machine.door(this, self),
      files: world.files.door(this),
      network: networkOf(world.targets, world.clock, this),
    });
  }

  #extensions(): Extensions {
    const { world, plant } = this.#means;
    const own: Extensions = {
      probes: new Map([...builtIn.probes, ...world.probes]),
      actions: new Map([...builtIn.actions, ...world.actions]),
      checks: builtIn.checks,
      policies: builtIn.policies,
    };
    return plant.extensions?.(own) ?? own;
  }

  #outbox(log: EventLog, platform: Platform): Outbox {
    const { book, world, plant } = this.#means;
    const { clock, random, files, network, processes } = platform;
    const entries = this.reader.outbox({ limit: mostWaiting });
    return createOutbox({
      clock,
      random,
      channels: world.channels.doors(),
      notify: book.lastGood().notify,
      entries: plant.forgetsOutbox === true ? [] : entries,
      record: (events) => this.engine.record(events),
      durable: () => log.durable(),
      context: {
        ...{ clock, files, network, processes, environment: () => undefined },
        ...{ node: book.lastGood().node, dataDir: simulatedFolder },
      },
    });
  }
}
