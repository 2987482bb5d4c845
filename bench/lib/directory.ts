import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Works in a new folder, which is taken away however the work ends. */
export async function inDirectory<T>(
  name: string,
  work: (directory: string) => Promise<T>,
  parent = tmpdir(),
): Promise<T> {
  const directory = await mkdtemp(join(parent, `chiron-bench-${name}-`));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
