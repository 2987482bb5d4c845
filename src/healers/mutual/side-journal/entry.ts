/**
 * What a side journal is made of: lines of JSON. The first of a file says who writes it; each further one is an entry, bound to the one
 * before by its hash, which is made as in the log (core/log/chain) for a stream named `journal:WRITER`. What follows the last entry is
 * room that was allocated beforehand: empty lines.
 */
import { canonicalJson, genesisOf, type Head, hashOf } from "#core/log/chain";
import type { JoinedEntry, ProcessIdentity } from "#core/model";

/** What is to be written down. `type` may be that of an event of the model; it is then applied as such when it is joined. */
export interface SideNote {
  /** Who did it: `healer:watchdog`, `delegate:critical-trigger`. */
  readonly actor: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `prev` of the first is the hash of `chiron:journal:WRITER`. */
export type SideEntry = JoinedEntry;

/** The first line of each file. It is no part of the chain. */
export interface PartHeader {
  readonly chiron: "side journal";
  readonly writer: string;
  /** 1, 2, 3 … over all places of this writer. Only the newest is written to. */
  readonly part: number;
  readonly process: ProcessIdentity;
}

/** More is no audit entry. */
const longestLine = 65_536;
const names = /^[a-z][\w.:@/+-]{0,199}$/i;

export function genesisOfWriter(writer: string): Head {
  return genesisOf(`journal:${writer}`);
}

export function hashOfEntry(writer: string, { seq, at, actor, type, data, prev }: Omit<SideEntry, "hash">): string {
  return hashOf(prev, { seq, stream: `journal:${writer}`, at, type, actor, data: canonicalJson(data) });
}

/** Throws a TypeError for what cannot be a line. */
export function lineOf(entry: SideEntry | PartHeader): string {
  const line = `${canonicalJson(entry)}\n`;
  if (Buffer.byteLength(line) > longestLine)
    throw new TypeError(`an entry of a side journal takes at most ${longestLine} bytes`);
  return line;
}

/** Undefined when the line is no entry: half-written, or not ours. */
export function parseEntry(line: string): SideEntry | undefined {
  const value = parseObject(line);
  if (value === undefined) return undefined;
  const { seq, at, actor, type, data, prev, hash } = value as Partial<SideEntry>;
  const isEntry =
    isCount(seq) &&
    Number.isSafeInteger(at) &&
    isName(actor) &&
    isName(type) &&
    isObject(data) &&
    isHash(prev) &&
    isHash(hash);
  return isEntry ? ({ seq, at, actor, type, data, prev, hash } as SideEntry) : undefined;
}

export function parseHeader(line: string): PartHeader | undefined {
  const value = parseObject(line);
  if (value?.chiron !== "side journal") return undefined;
  const { chiron, writer, part, process } = value as unknown as PartHeader;
  if (!isName(writer) || !isCount(part) || !isObject(process)) return undefined;
  const { pid, startTicks, bootId } = process as ProcessIdentity;
  if (!isCount(pid) || !Number.isSafeInteger(startTicks) || typeof bootId !== "string") return undefined;
  return { chiron, writer, part, process: { pid, startTicks, bootId } };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && names.test(value);
}

function isHash(value: unknown): boolean {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}
