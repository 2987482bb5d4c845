/** A folder of the test's own, gone with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * `test` is the context of node:test. What is to be done after a test is done in the order in which it was asked for, and the folder must
 * outlive all that is still at work in it: so its removal is asked for only then, and comes last.
 */
export function temporaryFolder(test: { after(cleanUp: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "chiron-"));
  test.after(() => test.after(() => rmSync(folder, { recursive: true, force: true })));
  return folder;
}
