/**
 * What side journals brought into the log hangs together by hashes of its own, which are made again here: an entry that was altered before
 * it was joined, or a part that is missing, is named.
 */
import type { EventData } from "#core/model";
import { canonicalJson, genesisOf, type Head, hashOf } from "../chain/index.ts";
import type { EventRow } from "../events.ts";
import type { Findings } from "./findings.ts";

/** Goes along one stream, record by record. */
export class JoinedWalk {
  readonly #findings: Findings;
  /** How far each writer's journal has come; the hash is empty after something that was refused: anything may follow that. */
  readonly #heads = new Map<string, Head>();

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  take({ stream, seq, type, data }: EventRow): void {
    if (type !== "journal.joined" && type !== "journal.refused") return;
    const add = (what: string) => this.#findings.add("altered", seq, what, stream);
    try {
      if (type === "journal.joined") this.#joined(seq, JSON.parse(data), add);
      else this.#refused(seq, JSON.parse(data), add);
    } catch {
      add(`record ${seq} brings a side journal that cannot be read`);
    }
  }

  #joined(seq: number, { writer, from, to, head, entries }: EventData["journal.joined"], add: Add): void {
    const named = (entry: number) => `record ${seq} joins the side journal ${writer}: entry ${entry}`;
    let before = this.#heads.get(writer) ?? genesisOf(`journal:${writer}`);
    if (before.seq + 1 !== from)
      add(`${named(from)} does not follow from entry ${before.seq}, with which the one before ended`);
    for (const entry of entries) {
      const { at, actor, data, prev, hash } = entry;
      const record = {
        seq: entry.seq,
        stream: `journal:${writer}`,
        at,
        type: entry.type,
        actor,
        data: canonicalJson(data),
      };
      if (hashOf(prev, record) !== hash) add(`${named(entry.seq)} was altered`);
      else if (before.hash !== "" && prev !== before.hash)
        add(`${named(entry.seq)} does not follow from the one before it`);
      before = entry;
    }
    if (before.seq !== to || before.hash !== head) add(`${named(to)} is not the last, although the record says so`);
    this.#heads.set(writer, { seq: to, hash: head });
  }

  #refused(seq: number, { writer, seq: entry, why }: EventData["journal.refused"], add: Add): void {
    add(`record ${seq}: in the side journal ${writer}, ${why}`);
    this.#heads.set(writer, { seq: entry, hash: "" });
  }
}

type Add = (what: string) => void;
