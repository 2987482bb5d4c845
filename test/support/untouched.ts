/** Everything that somebody who works in a repository would miss, byte for byte: the work tree, the index, HEAD, stashes, configuration, hooks. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "#core/platform/test";

/** What git itself, worked on elsewhere in the same repository, may add to: objects, our branches, our work trees, and their logs. */
const ours = /^\.git\/(objects|worktrees|(logs\/)?refs\/heads\/chiron)(\/|$)/;

/** Each path with its kind, mode, time of change and content; times of folders say whether anything was made in them. */
export function everythingIn(folder: string, isOurs: (path: string) => boolean = (path) => ours.test(path)) {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    const full = join(folder, path);
    const stat = lstatSync(full);
    const about = `${stat.mode.toString(8)} ${stat.uid}:${stat.gid}`;
    if (stat.isSymbolicLink()) found[path] = `${about} -> ${readlinkSync(full)}`;
    else if (stat.isFile())
      found[path] = `${about} ${stat.mtimeMs} ${stat.ino} ${readFileSync(full).toString("base64")}`;
    else if (stat.isDirectory()) {
      found[path] = about;
      for (const name of readdirSync(full)) {
        const inner = path === "" ? name : `${path}/${name}`;
        if (!isOurs(inner)) visit(inner);
      }
    } else found[path] = about;
  };
  visit("");
  return found;
}

/** By its true path: git names work trees so. */
export function realTemporaryFolder(t: { after(cleanUp: () => void): void }): string {
  return realpathSync(temporaryFolder(t));
}
