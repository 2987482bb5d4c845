/** The files that belong to the project: what git tracks or would track, or, in a copy without git, what lies there. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** The root folder of the project. */
export const projectRoot = dirname(dirname(import.meta.dirname));

const LEFT_OUT = new Set(["node_modules", ".git", ".cache", "dist", ".chiron"]);

/** Paths relative to the root, with forward slashes, sorted, each once. Files that git lists but that were deleted are left out. */
export function projectFiles(root: string = projectRoot): string[] {
  // In the middle of a merge git lists a file with a conflict once for each version of it.
  const files = new Set((existsSync(join(root, ".git")) ? gitFiles(root) : undefined) ?? walk(root, root));
  return [...files].filter((file) => existsSync(join(root, file))).sort();
}

/** Undefined where there is no git: what was cloned may have been carried to another machine. */
function gitFiles(root: string): string[] | undefined {
  // A checkout may belong to another user (a container running as root); that is no reason to see nothing.
  const args = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { error, status, stdout, stderr } = spawnSync("git", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined && "code" in error && error.code === "ENOENT") return undefined;
  if (error !== undefined || status !== 0) throw error ?? new Error(`git could not list the files: ${stderr}`);
  return stdout.split("\0").filter((file) => file !== "");
}

function* walk(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile() && !entry.name.endsWith(".log")) yield relative(root, path);
  }
}
