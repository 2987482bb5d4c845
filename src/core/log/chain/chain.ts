/**
 * The hash chain. Each record's hash is SHA-256 (hex) over the hash before it (64 hex digits) followed by the record as
 * canonical JSON: `{"actor":…,"at":…,"data":…,"seq":…,"stream":…,"type":…}`. The chain of a stream begins with the
 * hash of `chiron:` and the stream's name. Nothing but `sha256sum` is needed to check it by hand.
 */
import { hash } from "node:crypto";

export interface ChainRecord {
  readonly seq: number;
  readonly stream: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  /** The canonical JSON of the event's data, exactly as it is stored. */
  readonly data: string;
}

export interface Head {
  /** 0: nothing was written yet. */
  readonly seq: number;
  readonly hash: string;
}

export function genesisOf(stream: string): Head {
  return { seq: 0, hash: hash("sha256", `chiron:${stream}`, "hex") };
}

export function hashOf(previousHash: string, record: ChainRecord): string {
  return hash("sha256", previousHash + canonicalRecord(record), "hex");
}

function canonicalRecord({ seq, stream, at, type, actor, data }: ChainRecord): string {
  const names = `"stream":${JSON.stringify(stream)},"type":${JSON.stringify(type)}`;
  return `{"actor":${JSON.stringify(actor)},"at":${at},"data":${data},"seq":${seq},${names}}`;
}
