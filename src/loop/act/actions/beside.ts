/** Files under a name that belongs to one effect alone, beside the file that they are to become. */
import { basename, dirname, join } from "node:path";
import type { Files } from "#core/platform";

export function nameBeside(path: string, effect: string, serial: number): string {
  const tag = effect.replace(/[^A-Za-z0-9]+/g, "-").slice(-80);
  return join(dirname(path), `.chiron-${tag}-${serial}.tmp`);
}

/** Copies beside, then renames. The copy stays where it was, so that this can be done again. */
export async function restore(kept: string, path: string, temporary: string, files: Files): Promise<void> {
  await files.copy(kept, temporary);
  await files.move(temporary, path);
}

/** Removes it, and what writing it may have left half done; both only exist after an end in the middle. */
export async function removeTemporary(temporary: string, files: Files): Promise<boolean> {
  const folder = dirname(temporary);
  const there = (await files.stat(folder)) === undefined ? [] : await files.list(folder);
  const name = basename(temporary);
  for (const one of there) {
    if (one === name || (one.startsWith(`.${name}.`) && one.endsWith(".tmp"))) await files.remove(join(folder, one));
  }
  return there.includes(name);
}
