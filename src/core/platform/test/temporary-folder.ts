/** A folder of the test's own, gone with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `test` is the context of node:test. */
export function temporaryFolder(test: { after(cleanUp: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "chiron-"));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
