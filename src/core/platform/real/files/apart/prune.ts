/**
 * Removes what can be made again: folders and files of certain names, or whatever is old enough, below given folders. It looks
 * through everything twice: first to know what there is and who has it open, then to remove exactly that.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, rmdirSync, type Stats, unlinkSync } from "node:fs";
import { matchesGlob } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Pruned, PrunedItem, PruneFolder, PruneOrder } from "../../../file-work.ts";
import { inside, openFolder, Refused, statIn } from "./folders.ts";
import { type Identity, sightings } from "./users.ts";

const DEEPEST = 100;
const MOST_TOLD = 200;
const BREATHE_EVERY = 512;
const DATA_FOLDER = ["chiron.db", "chiron.engine.lock"];

interface Found {
  readonly files: number;
  readonly bytes: number;
}

/** What may go, by device and inode, as it was at the first look. */
type Doomed = Map<string, number>;

/** From the first look. */
interface Known {
  readonly doomed: Doomed;
  readonly remove: boolean;
}

export async function prune(order: PruneOrder): Promise<Pruned> {
  const first = new Walk(order, undefined);
  await first.run();
  if (first.total.files > order.maxFiles) {
    throw new Refused("too_large", `there are more than ${order.maxFiles} files; no more may be touched (maxFiles)`);
  }
  const { seen, unseen } = sightings((file) => first.doomed.has(keyOf(file)));
  for (const { file } of seen) first.doomed.delete(keyOf(file));
  const second = new Walk(order, { doomed: first.doomed, remove: order.remove });
  await second.run();
  return { ...second.answer(), unseen };
}

class Walk {
  readonly doomed: Doomed = new Map();
  readonly total = { files: 0, bytes: 0 };
  readonly #order: PruneOrder;
  /** Undefined at the first look. */
  readonly #known: Known | undefined;
  readonly #items: PrunedItem[] = [];
  readonly #left: { path: string; why: string }[] = [];
  #leftCount = 0;
  #steps = 0;

  constructor(order: PruneOrder, known: Known | undefined) {
    this.#order = order;
    this.#known = known;
  }

  async run(): Promise<void> {
    for (const one of this.#order.folders) {
      const folder = this.#openRoot(one.folder);
      if (folder === undefined) continue;
      try {
        await this.#enter(folder, one.folder, { rule: one, device: fstatSync(folder).dev, depth: 0, inMatch: false });
      } finally {
        closeSync(folder);
      }
    }
  }

  answer(): Omit<Pruned, "unseen"> {
    const items = this.#items.sort((a, b) => b.bytes - a.bytes).slice(0, MOST_TOLD);
    return { ...this.total, items, left: this.#left, leftCount: this.#leftCount };
  }

  #openRoot(path: string): number | undefined {
    try {
      return openFolder(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.#leave(path, (error as Error).message);
      return undefined;
    }
  }

  /** `inMatch`: inside of a folder whose own name is one that goes, so that everything in it does. */
  async #enter(folder: number, path: string, place: Place): Promise<Found> {
    const found = { files: 0, bytes: 0 };
    const names = readdirSync(inside(folder, "."));
    if (DATA_FOLDER.every((name) => names.includes(name))) {
      this.#leave(path, "it is a data folder of Chiron");
      return found;
    }
    for (const name of names) {
      if (++this.#steps % BREATHE_EVERY === 0) await breathe();
      const one = await this.#look(folder, name, `${path}/${name}`, place).catch((error: unknown) => {
        this.#leave(`${path}/${name}`, (error as Error).message);
        return { files: 0, bytes: 0 };
      });
      found.files += one.files;
      found.bytes += one.bytes;
      if (this.#known === undefined && this.total.files > this.#order.maxFiles) break;
    }
    return found;
  }

  async #look(folder: number, name: string, path: string, place: Place): Promise<Found> {
    const stat = statIn(folder, name);
    if (stat === undefined) return { files: 0, bytes: 0 };
    const { names } = place.rule;
    const goes = place.inMatch || names === undefined || names.some((pattern) => matchesGlob(name, pattern));
    const isMatch = goes && !place.inMatch;
    const found = stat.isDirectory()
      ? await this.#lookInto(folder, name, path, stat, {
          ...place,
          depth: place.depth + 1,
          inMatch: goes && names !== undefined,
        })
      : goes
        ? this.#take(folder, name, path, stat, place)
        : { files: 0, bytes: 0 };
    // Where names are given, a folder that goes is one item; otherwise each file is.
    const isItem = stat.isDirectory() ? isMatch && names !== undefined : isMatch;
    if (isItem && found.files > 0) this.#items.push({ path, ...found });
    return found;
  }

  async #lookInto(folder: number, name: string, path: string, stat: Stats, place: Place): Promise<Found> {
    const nothing = { files: 0, bytes: 0 };
    if (stat.dev !== place.device) {
      if (place.inMatch) this.#leave(path, "another file system is mounted there");
      return nothing;
    }
    if (place.depth > DEEPEST) {
      this.#leave(path, `it lies deeper than ${DEEPEST} folders`);
      return nothing;
    }
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
    const inner = openSync(inside(folder, name), flags);
    try {
      if (fstatSync(inner).ino !== stat.ino) return nothing;
      const found = await this.#enter(inner, path, place);
      const isOld = this.#isOld(stat, place.rule);
      if (this.#known?.remove === true && isOld && (place.inMatch || place.rule.names === undefined))
        removeEmpty(folder, name);
      return found;
    } finally {
      closeSync(inner);
    }
  }

  #take(folder: number, name: string, path: string, stat: Stats, place: Place): Found {
    const nothing = { files: 0, bytes: 0 };
    if (!stat.isFile() && !stat.isSymbolicLink()) {
      this.#leave(path, "it is a socket, pipe or device");
      return nothing;
    }
    // What only looks like a cache by its name, and leads elsewhere.
    if (stat.isSymbolicLink() && place.rule.names !== undefined && !place.inMatch) return nothing;
    if (!this.#isOld(stat, place.rule)) return nothing;
    const key = keyOf({ inode: stat.ino, device: stat.dev });
    if (this.#known === undefined) {
      this.doomed.set(key, stat.mtimeMs);
    } else {
      if (this.#known.doomed.get(key) !== stat.mtimeMs) {
        this.#leave(path, "a process has it open, or it has just changed");
        return nothing;
      }
      if (this.#known.remove) unlinkSync(inside(folder, name));
    }
    const bytes = stat.nlink > 1 ? 0 : stat.blocks * 512;
    this.total.files += 1;
    this.total.bytes += bytes;
    return { files: 1, bytes };
  }

  /** Neither written nor put there lately: what was unpacked has the times of long ago, but was not there then. */
  #isOld(stat: Stats, { olderThanMs }: PruneFolder): boolean {
    return olderThanMs === 0 || this.#order.now - Math.max(stat.mtimeMs, stat.ctimeMs) >= olderThanMs;
  }

  #leave(path: string, why: string): void {
    if (this.#known === undefined) return;
    this.#leftCount += 1;
    if (this.#left.length < MOST_TOLD) this.#left.push({ path, why });
  }
}

interface Place {
  readonly rule: PruneFolder;
  readonly device: number;
  readonly depth: number;
  readonly inMatch: boolean;
}

function keyOf({ device, inode }: Identity): string {
  return `${device}:${inode}`;
}

/** What is not empty, or in use as a mount point, simply stays. */
function removeEmpty(folder: number, name: string): void {
  try {
    rmdirSync(inside(folder, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EBUSY" && code !== "ENOENT" && code !== "EEXIST") throw error;
  }
}
