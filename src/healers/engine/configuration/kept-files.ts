/** The files as they were when the configuration last worked, each at its own path; whatever was not read then is as it is now. */
import { dirname } from "node:path";
import type { FileStat, Files } from "#core/platform";
import { type KeptConfiguration, readKeptText } from "#healers/mutual/last-good";

export function keptFiles(files: Files, folder: string, kept: KeptConfiguration): Files {
  const hashes = new Map(kept.files.map(({ path, hash }) => [path, hash]));
  const lists = new Map(kept.folders.map(({ path, names }) => [path, names]));
  const parents = new Set(kept.files.filter(({ hash }) => hash !== null).map(({ path }) => dirname(path)));
  const stat = (kind: FileStat["kind"], size: number): FileStat => ({ kind, size, modifiedAt: kept.keptAt, inode: 0 });
  const textOf = (hash: string) => readKeptText(folder, hash) ?? "";
  return {
    ...files,
    async read(path, maxBytes) {
      const hash = hashes.get(path);
      return typeof hash === "string" ? textOf(hash) : files.read(path, maxBytes);
    },
    async stat(path, options) {
      const hash = hashes.get(path);
      if (typeof hash === "string") return stat("file", Buffer.byteLength(textOf(hash)));
      if (lists.has(path) || parents.has(path)) return stat("folder", 0);
      return hash === null ? undefined : files.stat(path, options);
    },
    async list(path) {
      return lists.get(path) ?? files.list(path);
    },
  };
}
