/** Looks through the declared branch of a repository: all of it the first time, afterwards what has changed since. */
import { matchesGlob } from "node:path";
import { canonicalJson, sha256 } from "#core/lib/lean";
import type {
  BrokenFile,
  DeclaredRepository,
  KnownFiles,
  NewEvent,
  ScanResult,
  ScanWish,
  SyntaxFault,
} from "#core/model";
import { event, messageOf } from "#core/model/plain";
import { type FileAt, openSource, type Source, uncommittedFiles } from "#repair/worktrees";
import { byScan, wanting } from "./opening.ts";
import { settle } from "./settling.ts";
import type { CheckedFile, FileContent } from "./syntax.ts";
import type { Parts } from "./types.ts";

const filesAtOnce = 200;
const bytesAtOnce = 4 * 1024 * 1024;
const largestFileBytes = 2 * 1024 * 1024;
/** More broken files than this are a decision of somebody's, and no accident. */
const tasksFromOneScan = 200;
const uncommittedTold = 50;
/** What stands in a commit where another program keeps the content. */
const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\//;

interface Found {
  readonly tip: string;
  readonly how: ScanResult["how"];
  readonly files: number;
  readonly broken: readonly BrokenFile[];
  readonly known: KnownFiles | undefined;
}

/** Never throws for what a repository is or holds. `wishes` are those that it answers. */
export async function scan(
  parts: Parts,
  declared: DeclaredRepository,
  wishes: readonly ScanWish[],
): Promise<ScanResult> {
  const { reader, platform, signal } = parts;
  const startedAt = platform.clock.monotonic();
  const last = reader.mending.lastScan(declared.id);
  const scope = scopeOf(parts, declared);
  const about = { repository: declared.id, scope, requests: wishes.map(({ request }) => request) };
  const tookMs = () => Math.round(platform.clock.monotonic() - startedAt);
  try {
    const source = await openSource(declared, last?.branch ?? null, { ...platform, signal });
    const canGoOn =
      last?.commit != null &&
      last.scope === scope &&
      last.branch === source.branch &&
      last.left === 0 &&
      last.known !== undefined &&
      last.trouble === null;
    const since = canGoOn && (await source.knows(last.commit ?? "")) ? last.commit : null;
    const found = await lookThrough(parts, declared, source, since, last?.known);
    await settle(parts, declared, source, found.tip);
    const uncommitted = declared.scan.workingTree ? await lookBeside(parts, declared, source) : [];
    const { events, left } = tasksOf(parts, declared, found, wishes);
    const { tip: commit, how, files, broken, known } = found;
    const counts = { files, broken: broken.length, left, uncommitted };
    const result = {
      ...about,
      branch: source.branch,
      commit,
      how,
      ...counts,
      ...(known && { known }),
      tookMs: tookMs(),
      trouble: null,
    };
    const isNews = how !== "nothing new" || wishes.length > 0 || events.length > 0;
    const wasBeside = canonicalJson(last?.uncommitted ?? []);
    if (isNews || canonicalJson(uncommitted) !== wasBeside) parts.record([...events, event("repair.scanned", result)]);
    return result;
  } catch (error) {
    signal.throwIfAborted();
    const nothing = { files: 0, broken: 0, left: 0, uncommitted: [], how: "nothing new" } as const;
    const trouble = messageOf(error);
    const result = {
      ...about,
      branch: last?.branch ?? null,
      commit: last?.commit ?? null,
      ...nothing,
      ...(last?.known && { known: last.known }),
      tookMs: tookMs(),
      trouble,
    };
    if (wishes.length > 0 || last?.trouble !== trouble) parts.record([event("repair.scanned", result)]);
    return result;
  }
}

function scopeOf({ syntax }: Parts, { scan: { include, exclude } }: DeclaredRepository): string {
  return sha256(canonicalJson({ include, exclude, version: syntax.version })).slice(0, 16);
}

async function lookThrough(
  parts: Parts,
  declared: DeclaredRepository,
  source: Source,
  since: string | null,
  before: KnownFiles | undefined,
): Promise<Found> {
  const tip = await source.tip();
  if (since === tip) return { tip, how: "nothing new", files: 0, broken: [], known: before };
  const wanted = (files: readonly FileAt[]) => files.filter(({ file }) => isWanted(parts, declared, file));
  const all = wanted(await source.files(tip, null));
  const listed = since === null ? all : wanted(await source.files(tip, since));
  const broken: BrokenFile[] = [];
  for await (const batch of batches(source, listed)) {
    parts.signal.throwIfAborted();
    const contents = batch.filter(({ bytes }) => !pointer.test(Buffer.from(bytes.subarray(0, 64)).toString("latin1")));
    const checked = await parts.syntax.check(contents, parts.signal);
    const blobs = new Map(batch.map(({ file, blob }) => [file, blob]));
    broken.push(...checked.flatMap((one) => brokenOf(declared, one, blobs.get(one.file))));
  }
  const how = since === null ? "all" : "changes";
  const known =
    since === null || before === undefined
      ? { ...countOf(all, broken), wholeAt: parts.platform.clock.now() }
      : { ...countOf(all, [...before.which, ...broken]), wholeAt: before.wholeAt };
  return { tip, how, files: listed.length, broken, known };
}

/** `broken`: what does not parse, and what did not once; that counts only while it is there as it was. */
function countOf(all: readonly FileAt[], broken: readonly { readonly file: string; readonly blob: string }[]) {
  const blobs = new Map(all.map(({ file, blob }) => [file, blob]));
  const still = new Map(broken.flatMap(({ file, blob }) => (blobs.get(file) === blob ? [[file, { file, blob }]] : [])));
  return { files: all.length, broken: still.size, which: [...still.values()].slice(0, tasksFromOneScan) };
}

function brokenOf(
  { id }: DeclaredRepository,
  { file, language, faults }: CheckedFile,
  blob: string | undefined,
): BrokenFile[] {
  return faults.length === 0 || blob === undefined ? [] : [{ repository: id, file, language, blob, faults }];
}

/** Whether a file is one that is to be scanned. */
export function isWanted({ syntax }: Parts, { scan: { include, exclude } }: DeclaredRepository, file: string): boolean {
  const fits = (pattern: string) =>
    matchesGlob(file, pattern) || file.startsWith(pattern.endsWith("/") ? pattern : `${pattern}/`);
  if (exclude.some(fits)) return false;
  return (include.length === 0 || include.some(fits)) && syntax.isOurs(file);
}

/** Small enough that nobody waits for one, and that memory holds it. */
async function* batches(source: Source, files: readonly FileAt[]): AsyncIterable<readonly (FileAt & FileContent)[]> {
  for (let from = 0; from < files.length; from += filesAtOnce) {
    const some = files.slice(from, from + filesAtOnce);
    const sizes = await source.sizes(some.map(({ blob }) => blob));
    let batch: FileAt[] = [];
    let bytes = 0;
    for (const one of some) {
      const size = sizes.get(one.blob) ?? Number.POSITIVE_INFINITY;
      if (size > largestFileBytes) continue;
      if (bytes + size > bytesAtOnce) {
        yield contentsOf(source, batch);
        batch = [];
        bytes = 0;
      }
      batch.push(one);
      bytes += size;
    }
    yield contentsOf(source, batch);
  }
}

async function contentsOf(source: Source, files: readonly FileAt[]): Promise<readonly (FileAt & FileContent)[]> {
  const contents = await source.contents([...new Set(files.map(({ blob }) => blob))]);
  return files.flatMap((one) => {
    const bytes = contents.get(one.blob);
    return bytes === undefined ? [] : [{ ...one, bytes }];
  });
}

/** The most urgent wish is what the tasks of this scan are opened for; what stood open before becomes as urgent. */
function tasksOf(parts: Parts, declared: DeclaredRepository, { broken }: Found, wishes: readonly ScanWish[]) {
  const [wish] = [...wishes].filter(({ source }) => source !== "person");
  const origin = wish === undefined ? byScan : { source: wish.source, incident: wish.incident, by: wish.by };
  const standing = [...parts.state.tasks.values()].filter(({ repository }) => repository === declared.id);
  const events: NewEvent[] = [];
  const files = new Set(broken.map(({ file }) => file));
  if (wish !== undefined)
    for (const task of standing.filter(({ file }) => !files.has(file)))
      events.push(...wanting(parts, declared, task, origin));
  const kept = broken.slice(0, tasksFromOneScan);
  for (const one of kept) events.push(...wanting(parts, declared, one, origin));
  return { events, left: broken.length - kept.length };
}

/** Broken files of the work tree that are not committed. */
async function lookBeside(
  parts: Parts,
  declared: DeclaredRepository,
  source: Source,
): Promise<ScanResult["uncommitted"]> {
  const { files } = parts.platform;
  const found: { readonly file: string; readonly fault: SyntaxFault }[] = [];
  const names = (await uncommittedFiles(source)).filter((file) => isWanted(parts, declared, file));
  for (const file of names) {
    const path = `${source.repository.path}/${file}`;
    const stat = await files.stat(path);
    if (stat?.kind !== "file" || stat.size > largestFileBytes || stat.size === 0) continue;
    // Whoever edits it may take it away, or write to it, at this very moment.
    const bytes = await files.readBytes(path, 0, largestFileBytes).catch(() => undefined);
    if (bytes === undefined) continue;
    const [checked] = await parts.syntax.check([{ file, bytes }], parts.signal);
    const [fault] = checked?.faults ?? [];
    if (fault !== undefined) found.push({ file, fault });
    if (found.length >= uncommittedTold) break;
  }
  return found;
}

/** One file, on somebody's word: it need not be among those that are scanned. */
export async function lookAtOne(
  parts: Parts,
  declared: DeclaredRepository,
  wish: ScanWish & { readonly file: string },
) {
  const { platform, signal, reader } = parts;
  const startedAt = platform.clock.monotonic();
  const how: ScanResult["how"] = "one file";
  const about = { repository: declared.id, scope: "", requests: [wish.request], how, left: 0, uncommitted: [] };
  const tookMs = () => Math.round(platform.clock.monotonic() - startedAt);
  try {
    const source = await openSource(declared, reader.mending.lastScan(declared.id)?.branch ?? null, {
      ...platform,
      signal,
    });
    const tip = await source.tip();
    const blob = await source.blobOf(tip, wish.file);
    const bytes = blob === null ? undefined : (await source.contents([blob])).get(blob);
    if (blob === null || bytes === undefined) throw new Error(`there is no file ${wish.file} on ${source.branch}`);
    const [checked] = await parts.syntax.check([{ file: wish.file, bytes }], signal);
    if (checked === undefined) throw new Error(`no parser knows ${wish.file}`);
    const broken = brokenOf(declared, checked, blob);
    const { source: from, incident, by } = wish;
    const events = broken.flatMap((one) => wanting(parts, declared, one, { source: from, incident, by }));
    const counts = { files: 1, broken: broken.length, tookMs: tookMs(), trouble: null };
    parts.record([...events, event("repair.scanned", { ...about, branch: source.branch, commit: tip, ...counts })]);
  } catch (error) {
    signal.throwIfAborted();
    const counts = { files: 0, broken: 0, tookMs: tookMs(), trouble: messageOf(error) };
    parts.record([event("repair.scanned", { ...about, branch: null, commit: null, ...counts })]);
  }
}
