/** What copying and moving a file share: what is asked, and what must hold before. */
import { z } from "zod";
import type { FileStat, Files } from "#core/platform";
import { maxSize, mebibyte } from "./bounds.ts";
import { requireFolderOf, requireFree, requireSource } from "./one-file.ts";
import type { PathGuard } from "./path-guard.ts";
import { exactPath } from "./paths.ts";
import { bytesOf } from "./selection.ts";

export const transferSchema = z.strictObject({
  from: exactPath,
  to: exactPath,
  overwrite: z.boolean().default(false),
  maxSize: maxSize(1_024 * mebibyte),
});

interface Transfer {
  readonly source: FileStat;
  /** What is replaced. */
  readonly existing: FileStat | undefined;
  /** Where it goes. */
  readonly folder: FileStat;
  /** From where to where, in words. */
  readonly what: string;
  /** What is replaced, in words; empty when nothing is. */
  readonly instead: string;
}

export async function requireTransfer(
  { from, to, overwrite, maxSize: limit }: z.output<typeof transferSchema>,
  { files, guard }: { readonly files: Files; readonly guard: PathGuard },
): Promise<Transfer> {
  const source = await requireSource(from, limit, guard);
  const existing = await requireFree(to, overwrite, guard);
  const folder = await requireFolderOf(to, files);
  const what = `${from} (${bytesOf(source.size)}) to ${to}`;
  const instead = existing === undefined ? "" : `, instead of the ${bytesOf(existing.size)} that are there`;
  return { source, existing, folder, what, instead };
}
