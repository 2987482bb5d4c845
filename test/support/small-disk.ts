/** A real file system of a few megabytes, to be filled. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const block = 4_096;

/** Mounted until the test is over. Needs root, or what `unshare --user --map-root-user --mount` gives. */
export function smallDisk(t: TestContext, blocks: number): string {
  const folder = mkdtempSync(join(tmpdir(), "chiron-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${blocks * block}`, "chiron-test", folder]);
  t.after(() => {
    // Lazily, since a process that is just ending may still have something open there.
    spawnSync("umount", ["--lazy", folder]);
    rmdirSync(folder);
  });
  return folder;
}

/** Fills it with one file until no less than so much is used, as near as blocks allow. */
export function fillTo(folder: string, percent: number, name = "ballast"): void {
  const { blocks, bfree } = statfsSync(folder);
  const wanted = Math.ceil((blocks * percent) / 100) - (blocks - bfree);
  writeFileSync(join(folder, name), Buffer.alloc(Math.max(0, wanted) * block, 1));
}

export function usedPercent(folder: string): number {
  const { blocks, bfree } = statfsSync(folder);
  return ((blocks - bfree) / blocks) * 100;
}
