/**
 * The gates of an engine that has contracts. A check is answered as soon as it is checked; what differs is durable by then. All that is known
 * besides is a fold over the log (ledger.ts), made again when the engine starts.
 */
import type { DriftChange } from "#contract";
import type { HarmonyEvent, HarmonyPage, LogReader } from "#core/log/read";
import {
  type Actor,
  type ChainCommand,
  type ChainView,
  ChironError,
  type CommandResult,
  type ComparisonQuery,
  type ContractView,
  event,
  type FollowPosition,
  type FollowSetting,
  type GateAnswer,
  type GateCheck,
  type HarmonyCommand,
  type HarmonyEventType,
  type HarmonyPatternDetail,
  type HarmonyView,
  type NewEvent,
  type OutputComparison,
  type Page,
} from "#core/model";
import type { Timer } from "#core/platform";
import type { Parts } from "../../parts.ts";
import type { Queue } from "../../telling.ts";
import { Checkers, type Revision } from "../apart/index.ts";
import { Following, type Passed } from "../following/index.ts";
import { chainView } from "./chains.ts";
import { comparisons } from "./comparing.ts";
import { Contracts } from "./contracts.ts";
import { Counting } from "./counting.ts";
import { decide } from "./deciding.ts";
import { decideChain } from "./fixing.ts";
import { checkOf, isForLater } from "./followed.ts";
import { Health } from "./health.ts";
import { Hearing } from "./hearing.ts";
import { Ledger } from "./ledger.ts";
import { Recording } from "./recording.ts";
import { contractViews, harmonyView, patternDetail } from "./views.ts";
import { composeFailed } from "./wording.ts";

const lookEveryMs = 2_000;
const pageSize = 200;

/** Oldest first, everything that the ledger is a fold of. */
const folded: readonly HarmonyEventType[] = [
  "contract.read",
  "harmony:check",
  "harmony:violation",
  "harmony:retry-awaited",
  "harmony:retry-mended",
  "harmony:health-updated",
  "harmony:decided",
  "harmony:chain-proposed",
  "harmony:chain-decided",
  "harmony:chain-progress",
];

export class Room {
  readonly #parts: Parts;
  readonly #reader: LogReader;
  readonly #queue: Queue;
  readonly #checkers: Checkers;
  readonly #contracts: Contracts;
  readonly #ledger = new Ledger();
  readonly #counting: Counting;
  readonly #recording: Recording;
  readonly #health: Health;
  readonly #following: Following;
  readonly #hearing: Hearing;
  #timer: Timer | null = null;
  #closed = false;

  private constructor(parts: Parts, reader: LogReader, queue: Queue) {
    const { clock } = parts.platform;
    this.#parts = parts;
    this.#reader = reader;
    this.#queue = queue;
    this.#checkers = new Checkers(clock);
    this.#contracts = new Contracts(parts, this.#checkers, (events) => this.#write(events));
    this.#counting = new Counting(clock, (batch) => this.#write([event("harmony:check", batch)]));
    this.#recording = new Recording(parts, this.#ledger, this.#counting, (events) => this.#write(events));
    this.#health = new Health(clock, this.#ledger, (data) => this.#write([event("harmony:health-updated", data)]));
    this.#following = new Following({
      parts,
      positions: (contract) => reader.harmony.positions(contract),
      take: (output, setting, position) => this.#takeFollowed(output, setting, position),
      reached: (position) => this.#counting.reached(position),
    });
    this.#hearing = new Hearing({
      ...{ clock, reader, ledger: this.#ledger, contracts: this.#contracts },
      write: (events) => {
        // What came through before a change was in force says nothing of it.
        this.#counting.flush();
        this.#write(events);
      },
      report: (error) => parts.report(error, "hearing of chains"),
    });
  }

  static async open(parts: Parts, reader: LogReader, queue: Queue): Promise<Room> {
    const room = new Room(parts, reader, queue);
    await room.#restore();
    await room.configure();
    room.#hearing.start();
    room.#look();
    return room;
  }

  /** With the configuration that is in force now. */
  async configure(): Promise<void> {
    await this.#contracts.configure(this.#parts.settings().contracts);
    await this.#contracts.look();
    await this.#following.configure(this.#parts.settings().contracts);
  }

  async check(asked: GateCheck): Promise<GateAnswer> {
    const { gate, output, format } = asked;
    const checked = await this.#contracts.check(gate, output, format);
    if (asked.from === "user" && checked.status !== "valid") {
      throw new ChironError("bad_request", `this is not as ${gate} takes it: ${inWords(checked)}`, {
        help: "It was a person's input: it was refused, and is no violation.",
        details: { findings: checked.findings, format: checked.format },
      });
    }
    const recorded = this.#recording.take(asked, checked);
    // What is told as written down is written down.
    if (recorded.recorded === "violation" || recorded.recorded === "awaiting_retry") await this.#parts.durable();
    return { gate, ...checked, ...recorded };
  }

  decide(command: HarmonyCommand | ChainCommand, by: Actor): Promise<CommandResult> | CommandResult {
    const write = (events: readonly NewEvent[]): void => this.#write(events, by.id);
    if (!isOfChain(command)) return decide(this.#ledger, command, write);
    // Outputs that passed until now are what a change is tried on.
    this.#counting.flush();
    return decideChain(
      {
        ...{ parts: this.#parts, ledger: this.#ledger, contracts: this.#contracts, write },
        countGood: (contract) => this.#countGood(contract),
      },
      command,
    );
  }

  /** Whether a decision with this nonce was made before, at any time. */
  isReplay({ nonce }: Pick<HarmonyCommand, "nonce">): boolean {
    return this.#ledger.nonces.has(nonce);
  }

  contracts(): readonly ContractView[] {
    return contractViews(this.#contracts);
  }

  view(): HarmonyView {
    this.#counting.flush();
    return harmonyView(this.#ledger, this.#contracts, this.#parts.platform.clock.now());
  }

  pattern(id: string, violations?: number): HarmonyPatternDetail | undefined {
    return patternDetail(id, this.#ledger, this.#contracts, this.#reader.harmony, violations);
  }

  comparisons(id: string, query: ComparisonQuery): Promise<Page<OutputComparison> | undefined> {
    return comparisons({ ledger: this.#ledger, contracts: this.#contracts, reader: this.#reader.harmony }, id, query);
  }

  chains(): readonly ChainView[] {
    return this.#ledger.chains.all().map(chainView);
  }

  chain(id: string): ChainView | undefined {
    const kept = this.#ledger.chains.get(id);
    return kept === undefined ? undefined : chainView(kept);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    this.#hearing.close();
    await this.#following.close();
    this.#counting.flush();
    this.#health.close();
    await this.#checkers.close();
  }

  #write(events: readonly NewEvent[], actor?: string): void {
    const stored = this.#parts.record(events, actor);
    const changes = stored.flatMap((one) => this.#ledger.apply(one as HarmonyEvent));
    this.#health.changed(changes as readonly DriftChange[]);
    for (const { healingFailed } of changes) for (const id of healingFailed) this.#tellFailed(id);
  }

  /** What was healed drifts again: a human has to know that the healing did not work (CONTRACT-11). */
  #tellFailed(id: string): void {
    const pattern = this.#ledger.drift.pattern(id);
    if (pattern !== undefined) this.#queue(composeFailed(pattern));
  }

  #countGood(contract: string): number {
    const records = this.#ledger.good.flatMap(({ stream, seq }) => this.#reader.harmony.at(stream, [seq]));
    const good = records.flatMap((one) => (one.type === "harmony:check" ? (one.data.good ?? []) : []));
    return good.filter((one) => one.contract === contract).length;
  }

  async #takeFollowed(output: string, setting: FollowSetting, position: FollowPosition): Promise<Passed> {
    const asked = checkOf(output, setting);
    try {
      const checked = await this.#contracts.check(asked.gate, asked.output, asked.format);
      // Where it ended and what it came to are one record.
      this.#counting.reached(position);
      this.#recording.take(asked, checked);
    } catch (error) {
      if (isForLater(error)) return "later";
      this.#counting.reached(position);
      this.#parts.report(error, `an output of ${setting.from}`);
    }
    return "taken";
  }

  /** In pages, so that a long story does not hold up the engine. */
  async #restore(): Promise<void> {
    const texts = new Map<string, Revision[]>();
    for (let after: number | null = 0; after !== null && !this.#closed; ) {
      const page: HarmonyPage = this.#reader.harmony.page({ types: folded, after, limit: pageSize });
      for (const stored of page.events) {
        this.#ledger.apply(stored);
        if (stored.type !== "contract.read") continue;
        const { contract, text } = stored.data;
        texts.set(contract, [...(texts.get(contract) ?? []), { text, since: stored.at }]);
      }
      after = page.next;
      // A turn for everything else.
      await this.#parts.platform.clock.sleep(0);
    }
    await this.#contracts.configure(this.#parts.settings().contracts);
    for (const [contract, revisions] of texts) await this.#contracts.restore(contract, revisions);
  }

  #look(): void {
    if (this.#closed || this.#parts.stopping.aborted) return;
    void this.#contracts
      .look()
      .catch((error: unknown) => this.#parts.report(error, "looking at contracts"))
      .finally(() => {
        this.#recording.expire();
        this.#health.advance();
        if (!this.#closed) this.#timer = this.#parts.platform.clock.after(lookEveryMs, () => this.#look());
      });
  }
}

function isOfChain(command: HarmonyCommand | ChainCommand): command is ChainCommand {
  return command.kind === "harmony_fix" || command.kind.startsWith("harmony_chain_");
}

function inWords({ findings }: Pick<GateAnswer, "findings">): string {
  const [first] = findings;
  if (first === undefined) return "it has no format that is known";
  const where = first.line === null ? "" : ` (line ${first.line})`;
  return `${first.kind.replaceAll("_", " ")} ${first.path}${where}: expected ${first.expected}`;
}
