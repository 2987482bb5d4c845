/** A real file system of a few megabytes, to be filled. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";

const block = 4_096;
const env = "/usr/bin/env";
/** Said to the process that was started in a namespace of its own. */
const inside = "CHIRON_TEST_MAY_MOUNT";

/**
 * At the beginning of a test file whose tests mount something. Where this process may not, the same file is run by one that may, as
 * root of a namespace of its own, and this one only ends as that did.
 */
export function requireMounts(file: string): void {
  if (process.env[inside] !== undefined || canMount()) return;
  const namespace = ["unshare", "--user", "--map-root-user", "--mount"];
  // Whoever runs this file reads what its tests tell from its output, which is passed on as it is.
  const words = [...namespace, process.execPath, ...process.execArgv, file];
  const ran = spawnSync(env, words, { stdio: "inherit", env: { ...process.env, [inside]: "1" } });
  process.exit(ran.status ?? 1);
}

function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "chiron-disk-"));
  const { status } = spawnSync(env, ["mount", "-t", "tmpfs", "chiron-test", folder], { stdio: "ignore" });
  if (status === 0) execFileSync(env, ["umount", folder]);
  rmdirSync(folder);
  return status === 0;
}

/** Mounted until the test, or whoever else asks for it, is over. */
export function smallDisk(t: Pick<TestContext, "after">, blocks: number): string {
  const folder = mkdtempSync(join(tmpdir(), "chiron-disk-"));
  const options = `size=${blocks * block},nr_inodes=4096`;
  execFileSync(env, ["mount", "-t", "tmpfs", "-o", options, "chiron-test", folder]);
  t.after(() => {
    // Lazily, since a process that is just ending may still have something open there.
    spawnSync(env, ["umount", "--lazy", folder]);
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
