/** One seed: a world of its own, so many days, and what became of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { verifyLog } from "#core/log/verify";
import type { Settings, StoredEvent } from "#core/model";
import { compareStates, compareTables, type Invariant, invariants, Ledger } from "../invariants/index.ts";
import { Life } from "../life/life.ts";
import { Kept } from "../life/readings.ts";
import { nothingPlanted } from "../plants/index.ts";
import { Chance } from "../platform/chance.ts";
import { Book } from "../world/book.ts";
import { readWorld } from "../world/configuration.ts";
import { deedKinds } from "../world/deeds.ts";
import { drawFaults } from "../world/faults.ts";
import type { Fault } from "../world/types.ts";
import { World } from "../world/world.ts";
import { Chronicle, wordsOf } from "./chronicle.ts";
import { folderInMemory } from "./folder.ts";
import { makePeople, type People } from "./people.ts";
import type { SeedOptions, SeedResult } from "./types.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** People look every twenty minutes; what they say last has ten minutes to be heard. */
const settleMs = 8 * hour + 600_000;
const tickMs = 10 * minute;
const compareEveryMs = 5 * hour;
/** How often Chiron dies in the middle of an effect, and between the arrival of a message and hearing of it. */
const inEffect = 0.08;
const inDelivery = 0.02;

export async function runSeed(options: SeedOptions): Promise<SeedResult> {
  const folder = mkdtempSync(join(folderInMemory(), "chiron-sim-"));
  const before = process.cpuUsage();
  try {
    const result = await new Run(options, folder).run();
    const { user, system } = process.cpuUsage(before);
    return { ...result, processorMs: Math.round((user + system) / 1_000) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Run {
  readonly #options: SeedOptions;
  readonly #folder: string;
  readonly #chance: Chance;
  readonly #ids = new Map<string, number>();
  readonly #kept = new Kept();
  readonly #chronicle: Chronicle;
  #settings!: Settings;
  #book!: Book;
  #world!: World;
  #ledger!: Ledger;
  #people!: People;
  #watchers: readonly Invariant[] = [];
  #faults: readonly Fault[] = [];
  #life: Life | undefined;
  #crashAtEvent = Number.POSITIVE_INFINITY;
  #crashes!: Chance;
  #calm = false;

  constructor(options: SeedOptions, folder: string) {
    this.#options = options;
    this.#chronicle = new Chronicle(options.say);
    this.#folder = folder;
    this.#chance = new Chance(`seed ${options.seed}`);
    this.#crashes = this.#chance.of("crashes");
  }

  async run(): Promise<Omit<SeedResult, "processorMs">> {
    const { seed, days } = this.#options;
    await this.#build();
    const { clock } = this.#world;
    this.#begin();
    this.#people.humans.arrive();
    for (const fault of this.#faults) clock.after(fault.at, () => this.#befall(fault));
    this.#tick();
    await clock.runUntil(days * day);
    if (this.#chronicle.failure === null) {
      this.#settle();
      await clock.runUntil(days * day + settleMs);
    }
    if (this.#chronicle.failure === null) await this.#atEnd();
    this.#life?.kill("after_commit");
    await clock.runUntil(clock.elapsedMs);
    const { counts, head } = this.#ledger;
    return { seed, days, failure: this.#chronicle.failure, counts, head, faults: this.#faults.map(wordsOf) };
  }

  async #build(): Promise<void> {
    this.#book = new Book(await readWorld(this.#chance.of("configuration"), this.#folder));
    this.#settings = this.#book.lastGood();
    this.#faults = drawFaults(this.#chance.of("faults"), this.#settings, this.#options.days);
    this.#world = new World(this.#settings, this.#chance.of("world"), {
      onBegin: (effect) => {
        this.#watch((watcher) => watcher.onEffect?.(effect));
        // In the middle of it, or when it is done and nobody has heard of it.
        if (this.#crashes.yes(inEffect)) this.#crashIn(this.#crashes.between(0, 4_000));
      },
      onTouch: (target, what) => this.#watch((watcher) => watcher.onTouch?.(target, what)),
    });
    const world = this.#world;
    this.#ledger = new Ledger(
      () => world.clock.elapsedMs,
      this.#settings,
      (hash) => this.#book.byHash(hash),
    );
    const scene = {
      world,
      settings: this.#settings,
      ledger: this.#ledger,
      fail: (invariant: string, message: string) => this.#fail(invariant, message),
    };
    this.#watchers = invariants.map((make) => make(scene));
    this.#people = makePeople(
      {
        world,
        facade: () => (this.#life?.dead === false && !this.#life.isStarting ? this.#life.engine.facade : undefined),
        say: (line) => this.#fail("no-unexpected-error", line),
      },
      this.#chance,
      this.#settings,
      this.#book,
    );
    world.channels.onAccepted = (accepted) => {
      this.#note(`${accepted.channel} has ${accepted.message.id}: ${accepted.message.subject}`);
      this.#watch((watcher) => watcher.onAccepted?.(accepted));
      if (this.#crashes.yes(inDelivery)) this.#crashIn(0);
      this.#people.humans.read(accepted.message);
    };
  }

  #begin(): void {
    if (this.#life?.dead === false || this.#chronicle.failure !== null) return;
    const world = this.#world;
    world.isTakingUp = true;
    const number = this.#ledger.life + 1;
    const life = new Life({
      world,
      book: this.#book,
      folder: this.#folder,
      kept: this.#kept,
      chance: this.#chance.of(`life/${number}/${this.#ledger.counts.events}`),
      plant: this.#options.plant ?? nothingPlanted,
      nextId: (prefix) => this.#nextId(prefix),
      onAppended: (own) => this.#onAppended(own),
      onDurable: (stored) => this.#onDurable(stored),
      say: (line) => {
        this.#note(line);
        if (/^error:/.test(line) || / failed: |threw/.test(line)) this.#fail("no-unexpected-error", line);
      },
    });
    this.#life = life;
    world.isAlive = true;
    this.#drawCrash();
    life.start().then(
      () => {
        world.isTakingUp = false;
      },
      (error: unknown) => this.#fail("no-unexpected-error", `the engine did not start: ${String(error)}`),
    );
  }

  /** At which event this life ends, if none of the drawn ends comes first. */
  #drawCrash(): void {
    const after = this.#crashes.yes(0.2) ? this.#crashes.whole(1, 40) : Math.round(this.#crashes.wait(1_200));
    this.#crashAtEvent = this.#calm ? Number.POSITIVE_INFINITY : (this.#life?.log.head().seq ?? 0) + 1 + after;
  }

  #onAppended(life: Life): void {
    if (life.log.head().seq >= this.#crashAtEvent)
      this.#crash(this.#crashes.yes(0.5) ? "before_commit" : "after_commit");
  }

  #crashIn(ms: number): void {
    if (!this.#calm) this.#world.clock.after(ms, () => this.#crash("before_commit"));
  }

  #crash(how: "before_commit" | "after_commit"): void {
    const life = this.#life;
    if (life === undefined || life.dead) return;
    life.kill(how);
    this.#ledger.counts.crashes++;
    this.#world.isAlive = false;
    this.#note(`Chiron dies (${how})`);
    const downMs = this.#crashes.pick([200, 2_000, 30_000, 30_000, 600_000]) * this.#crashes.between(0.5, 2);
    this.#world.clock.after(downMs, () => this.#begin());
  }

  #befall(fault: Fault): void {
    if (this.#chronicle.failure !== null) return;
    this.#note(`fault: ${fault.words}`);
    switch (fault.kind) {
      case "power":
        this.#crash("before_commit");
        break;
      case "restart":
        void this.#restart();
        break;
      case "pause":
        this.#people.humans.pause(fault.forMs);
        break;
      default:
        if (deedKinds.has(fault.kind)) {
          this.#people.operators.do(fault);
          this.#people.outside.do(fault);
        } else this.#world.befall(fault);
    }
  }

  async #restart(): Promise<void> {
    const life = this.#life;
    if (life === undefined || life.dead || life.isStarting) return;
    life.isStarting = true;
    await life.stop();
    this.#world.isAlive = false;
    this.#world.clock.after(1_000, () => this.#begin());
  }

  #tick(): void {
    const { clock } = this.#world;
    clock.after(tickMs, () => {
      this.#watch((watcher) => watcher.onTick?.());
      if (clock.elapsedMs % compareEveryMs < tickMs) this.#compare();
      this.#tick();
    });
  }

  #compare(): void {
    const life = this.#life;
    if (life === undefined || life.dead || life.isStarting || life.log.head().seq !== life.log.durableHead().seq)
      return;
    const ids = this.#settings.targets.map(({ id }) => id);
    const why = compareStates(life.engine.state, life.reader, this.#world.clock.now(), ids);
    if (why !== undefined) this.#fail("state-rebuilt", why);
    const [waiting, kept] = [life.outbox.waiting(), life.reader.outbox({ limit: 100_000 }).length];
    if (waiting !== kept) this.#fail("state-rebuilt", `${waiting} messages wait in memory, and ${kept} in the store`);
  }

  #settle(): void {
    this.#calm = true;
    this.#crashAtEvent = Number.POSITIVE_INFINITY;
    this.#note("the days are over: nothing new breaks");
    this.#world.calmDown();
    this.#begin();
    this.#people.operators.tidyUp();
    this.#people.outside.tidyUp();
    this.#people.humans.beDiligent();
  }

  async #atEnd(): Promise<void> {
    this.#watch((watcher) => watcher.atEnd?.());
    this.#compare();
    const life = this.#life;
    if (this.#chronicle.failure !== null || life === undefined || life.dead) return;
    life.log.flush();
    const why = compareTables(life.log, this.#folder);
    if (why !== undefined) this.#fail("tables-rebuilt", why);
    const verification = verifyLog(join(this.#folder, "chiron.db"));
    if (!verification.ok) this.#fail("hash-chain", JSON.stringify(verification.problems[0]));
  }

  #onDurable(stored: StoredEvent): void {
    this.#ledger.take(stored);
    this.#note(`#${stored.seq} ${stored.type} ${JSON.stringify(stored.data)}`);
    this.#watch((watcher) => watcher.onEvent?.(stored));
  }

  #watch(look: (watcher: Invariant) => void): void {
    if (this.#chronicle.failure !== null) return;
    for (const watcher of this.#watchers) look(watcher);
  }

  #note(line: string): void {
    this.#chronicle.note(this.#world.clock.elapsedMs, line);
  }

  #fail(invariant: string, message: string): void {
    const { clock } = this.#world;
    this.#chronicle.fail({ invariant, message }, clock.elapsedMs, this.#ledger.head.seq, this.#faults);
    clock.stopped = true;
  }

  #nextId(prefix: string): string {
    const next = (this.#ids.get(prefix) ?? 0) + 1;
    this.#ids.set(prefix, next);
    return `${prefix}-${String(next).padStart(6, "0")}`;
  }
}
