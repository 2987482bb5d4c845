/**
 * Contracts as they stand in their files. A file is looked at every two seconds; one that cannot be read any more, or is no contract, is told,
 * and the one before stays in force. The texts before are kept, since outputs of a version before are accepted for a while (CONTRACT-12).
 */
import type { Beside, Recorded } from "#contract";
import { sha256 } from "#core/lib";
import {
  ChironError,
  type ContractCheck,
  type ContractSetting,
  errorTable,
  event,
  messageOf,
  type NewEvent,
} from "#core/model";
import type { Parts } from "../../parts.ts";
import type { Checkers, ContractSummary, Revision } from "../apart/index.ts";
import { missingInWords, refuseMissing } from "./missing-formats.ts";

const largestBytes = 512_000;
const keptTexts = 6;

export interface KnownContract {
  setting: ContractSetting;
  /** The newest last; none as long as it could not be read. */
  revisions: readonly Revision[];
  summary: ContractSummary | undefined;
  hash: string | null;
  /** Why the file, as it stands now, is not what is in force; or else what the configuration names and is not in it. */
  trouble: string | null;
  /** The first of the two alone. */
  unread: string | null;
  /** What the file looked like when it was read last. */
  mark: string;
}

export interface Checked extends ContractCheck {
  readonly contract: string;
}

type Write = (events: readonly NewEvent[]) => void;

export class Contracts {
  readonly #parts: Pick<Parts, "platform" | "report">;
  readonly #write: Write;
  readonly #checkers: Checkers;
  readonly #known = new Map<string, KnownContract>();

  constructor(parts: Pick<Parts, "platform" | "report">, checkers: Checkers, write: Write) {
    this.#parts = parts;
    this.#write = write;
    this.#checkers = checkers;
  }

  all(): readonly KnownContract[] {
    return [...this.#known.values()];
  }

  get(id: string): KnownContract | undefined {
    return this.#known.get(id);
  }

  /** Texts that the log remembers, oldest first; so that a version before is known after a restart, too. */
  async restore(id: string, revisions: readonly Revision[]): Promise<void> {
    const known = this.#known.get(id);
    if (known === undefined || revisions.length === 0) return;
    await this.#put(known, revisions.slice(-keptTexts)).catch(() => undefined);
  }

  /** Another configuration; what stays declared stays known. */
  async configure(settings: readonly ContractSetting[]): Promise<void> {
    for (const id of this.#known.keys()) {
      if (settings.some((one) => one.id === id)) continue;
      this.#known.delete(id);
      this.#checkers.forget(id);
    }
    for (const setting of settings) {
      const known = this.#known.get(setting.id);
      if (known === undefined) {
        const nothing = { revisions: [], summary: undefined, hash: null, trouble: null, unread: null, mark: "" };
        this.#known.set(setting.id, { setting, ...nothing });
        continue;
      }
      const before = known.setting;
      Object.assign(known, { setting, mark: before.path === setting.path ? known.mark : "" });
      if (before.migrationWindowMs !== setting.migrationWindowMs && known.revisions.length > 0)
        await this.#put(known, known.revisions);
    }
  }

  /** Reads what has changed. */
  async look(): Promise<void> {
    for (const known of this.#known.values()) {
      await this.#lookAt(known);
      this.#tellMissing(known);
    }
  }

  /** The contract whose gate it is. Throws `not_found`. */
  ofGate(gate: string): { readonly known: KnownContract; readonly format: string | null } {
    for (const known of this.#known.values()) {
      const own = known.setting.gates.find((one) => one.gate === gate);
      if (own !== undefined) return { known, format: own.format };
    }
    // The configuration sees to it that there is one at most.
    const open = this.all().find(({ setting }) => setting.gates.length === 0);
    if (open !== undefined) return { known: open, format: null };
    const gates = this.all().flatMap(({ setting }) => setting.gates.map((one) => one.gate));
    throw new ChironError("not_found", `no contract has a gate ${gate}`, {
      help:
        gates.length === 0 ? "Declare a contract under `contracts` in chiron.yaml." : `There are ${gates.join(", ")}.`,
    });
  }

  /** Throws `not_found`, `conflict` while there is no contract to hold it against, and what the checkers throw. */
  async check(gate: string, output: unknown, wanted: string | undefined): Promise<Checked> {
    const { known, format } = this.ofGate(gate);
    const { id, path } = known.setting;
    if (known.summary === undefined) {
      throw new ChironError("conflict", `the contract ${id} cannot be used: ${known.trouble ?? "it is being read"}`, {
        help: `chiron contract lint ${path}`,
      });
    }
    const at = this.#parts.platform.clock.now();
    const named = wanted ?? format;
    if (named !== null) refuseMissing(known.setting, known.summary, gate, named);
    const found = await this.#checkers.check(id, { output, format: named, gate, at });
    return { ...found, contract: id };
  }

  /** Throws `conflict` while there is no contract to hold them against, and what the checkers throw. */
  async compare(id: string, recorded: readonly Recorded[]): Promise<readonly Beside[]> {
    if (recorded.length === 0) return [];
    if (this.#known.get(id)?.summary === undefined) throw new ChironError("conflict", `there is no contract ${id} now`);
    return this.#checkers.compare(id, recorded);
  }

  async #lookAt(known: KnownContract): Promise<void> {
    const { files, clock } = this.#parts.platform;
    const { id, path } = known.setting;
    try {
      const stat = await files.stat(path, { follow: true });
      const mark = stat === undefined ? "gone" : `${stat.inode}:${stat.size}:${stat.modifiedAt}`;
      if (mark === known.mark) return;
      known.mark = mark;
      if (stat === undefined) throw new Error(`there is nothing at ${path}`);
      if (stat.kind !== "file") throw new Error(`${path} is no file`);
      if (stat.size > largestBytes) throw new Error(`${path} has ${stat.size} bytes; ${largestBytes} is the most`);
      const text = await files.read(path, largestBytes);
      known.unread = null;
      if (sha256(text) === known.hash) return;
      await this.#put(known, [...known.revisions, { text, since: clock.now() }].slice(-keptTexts));
      const { version = null, formats = [] } = known.summary ?? {};
      const hash = sha256(text);
      this.#write([
        event("contract.read", { contract: id, version, hash, formats: formats.map((one) => one.id), text }),
      ]);
    } catch (error) {
      // That says nothing of the contract: it is tried again.
      if (error instanceof ChironError && errorTable[error.code].retryable) known.mark = "";
      const reason = messageOf(error);
      if (reason !== known.unread) this.#write([event("contract.refused", { contract: id, reason })]);
      known.unread = reason;
    }
  }

  /** Once for each that there is: another text, or another configuration, may have made it. */
  #tellMissing(known: KnownContract): void {
    const { setting, summary, unread, trouble } = known;
    const missing = summary === undefined ? null : missingInWords(setting, summary);
    known.trouble = unread ?? missing;
    if (known.trouble !== trouble && known.trouble === missing && missing !== null)
      this.#parts.report(new Error(missing), `the contract ${setting.id}`);
  }

  /** In force only once it is compiled. Throws for a text that is no contract. */
  async #put(known: KnownContract, revisions: readonly Revision[]): Promise<void> {
    const { id, migrationWindowMs } = known.setting;
    const summary = await this.#checkers.compile(id, revisions, migrationWindowMs);
    Object.assign(known, { revisions, summary, hash: sha256(revisions.at(-1)?.text ?? "") });
  }
}
