/** What a folder holds, down to the byte, so that a test can show that nothing or exactly one thing has changed. */
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

interface SnapshotOptions {
  /** Also inode and times, which tell of a file that was written anew with the same content. */
  readonly identity?: boolean;
}

/** One line for each entry; two equal arrays are two equal folders. */
export function snapshot(folder: string, options: SnapshotOptions = {}): readonly string[] {
  const lines: string[] = [];
  const walk = (path: string) => {
    for (const name of readdirSync(path).sort()) {
      const inner = join(path, name);
      const stat = lstatSync(inner);
      const content = stat.isFile()
        ? createHash("sha256").update(readFileSync(inner)).digest("hex")
        : stat.isSymbolicLink()
          ? `-> ${readlinkSync(inner)}`
          : "";
      const identity =
        options.identity === true ? ` ${stat.ino} ${stat.isDirectory() ? "" : stat.mtimeMs} ${stat.ctimeMs}` : "";
      lines.push(`${inner.slice(folder.length)} ${stat.mode.toString(8)} ${content}${identity}`);
      if (stat.isDirectory()) walk(inner);
    }
  };
  walk(folder);
  return lines;
}
