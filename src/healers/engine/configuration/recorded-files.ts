/** Files that remember what was read through them, so that a configuration can be kept as it was read, and not as it is a moment later. */
import { join } from "node:path";
import type { Files } from "#core/platform";
import { ownRelease } from "#healers/mutual/last-good";

export interface Recorded {
  readonly files: Files;
  /** By path; null: it was looked for, and was not there. */
  readonly texts: ReadonlyMap<string, string | null>;
  folders(): readonly { readonly path: string; readonly names: readonly string[] }[];
}

/** What ships with the program belongs to its release, and changes with it. */
export function recordFiles(files: Files): Recorded {
  const shipped = join(ownRelease().root, "packs/");
  const texts = new Map<string, string | null>();
  const folders = new Map<string, readonly string[]>();
  const isOurs = (path: string) => !path.startsWith(shipped);
  return {
    files: {
      ...files,
      async read(path, maxBytes) {
        const text = await files.read(path, maxBytes);
        if (isOurs(path)) texts.set(path, text);
        return text;
      },
      async stat(path, options) {
        const stat = await files.stat(path, options);
        if (stat === undefined && isOurs(path)) texts.set(path, null);
        return stat;
      },
      async list(folder) {
        const names = await files.list(folder);
        if (isOurs(folder)) folders.set(folder, [...names].sort());
        return names;
      },
    },
    texts,
    folders: () => [...folders].map(([path, names]) => ({ path, names })),
  };
}
