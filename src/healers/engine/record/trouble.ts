/**
 * What is known of a damaged store, beside it: as long as the note is there nobody opens the store, and the engine only observes. Only a
 * human takes it away, by putting a whole store in its place or by accepting a fresh one. Nothing is deleted: what stood there is moved.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";

export interface StoreTrouble {
  /** `unwritable` passes by itself, and is not noted. Absent: it is damaged. */
  readonly kind?: "unwritable";
  /** ISO 8601. */
  readonly since: string;
  readonly reason: string;
  /** Where the damaged files are saved; empty where nothing is damaged. */
  readonly copy: string;
}

const noteName = "store-damaged.json";
export const storeName = "chiron.db";
const besides = ["", "-wal", "-shm", "-journal"];

export function readStoreTrouble(dataDir: string): StoreTrouble | undefined {
  const place = join(dataDir, noteName);
  if (!existsSync(place)) return undefined;
  try {
    return JSON.parse(readFileSync(place, "utf8")) as StoreTrouble;
  } catch {
    // A note that cannot be read still says that there is one.
    return { since: new Date(0).toISOString(), reason: "its note cannot be read", copy: join(dataDir, "damaged") };
  }
}

/** The first word stands: what is found later may be a consequence of it. */
export function noteStoreTrouble(dataDir: string, reason: string, now: number): StoreTrouble {
  const standing = readStoreTrouble(dataDir);
  if (standing !== undefined) return standing;
  const since = new Date(now).toISOString();
  const copy = join(dataDir, "damaged", since.replace(/[:.]/g, "-"));
  const trouble: StoreTrouble = { since, reason, copy };
  mkdirSync(join(dataDir, "damaged"), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, noteName), `${JSON.stringify(trouble, null, 2)}\n`, { mode: 0o600, flush: true });
  return trouble;
}

/** Puts a copy of the file in the store's place, or, without one, leaves the place empty for a fresh one. Says where the old one went. */
export function replaceStore(dataDir: string, file: string | undefined, now: number): string {
  const store = join(dataDir, storeName);
  const old = join(dataDir, "damaged", `replaced-${new Date(now).toISOString().replace(/[:.]/g, "-")}`);
  mkdirSync(old, { recursive: true, mode: 0o700 });
  const arriving = `${store}.arriving`;
  // First beside, so that a disk that is full costs nothing.
  for (const end of besides) {
    rmSync(`${arriving}${end}`, { force: true });
    if (file !== undefined && end !== "-shm" && existsSync(`${file}${end}`))
      copyFileSync(`${file}${end}`, `${arriving}${end}`);
  }
  // Anchors say how far the old one had come; the one that comes has an end of its own.
  const anchors = readdirSync(dataDir).filter((name) => name.startsWith("chiron.") && name.endsWith(".anchor"));
  for (const name of [...besides.map((end) => `${storeName}${end}`), ...anchors, "observing"]) {
    if (existsSync(join(dataDir, name))) renameSync(join(dataDir, name), join(old, basename(name)));
  }
  for (const end of [...besides].reverse())
    if (existsSync(`${arriving}${end}`)) renameSync(`${arriving}${end}`, `${store}${end}`);
  rmSync(join(dataDir, noteName), { force: true });
  return old;
}
