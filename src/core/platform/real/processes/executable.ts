/** Finds a program as execvp(3) would, beforehand, so that what is wrong can be said in words. */
import { accessSync, constants, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { ChironError } from "#core/model/plain";

const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

/** The program's file. Throws a ChironError when it could not be started from there. */
export function findExecutable(command: readonly string[], cwd: string, path: string | undefined): string {
  const [program] = command;
  if (program === undefined || program === "") throw new ChironError("bad_request", "the command is empty");
  if (command.some((word) => word.includes("\0")))
    throw new ChironError("bad_request", `the command has a zero byte in it: ${program}`);
  if (!isFolder(cwd)) {
    throw new ChironError("not_found", `the working directory does not exist: ${cwd}`, {
      help: "Make it, or correct `cwd`.",
    });
  }
  if (program.includes("/")) {
    const file = resolve(cwd, program);
    const problem = problemWith(file);
    if (problem !== undefined)
      throw new ChironError("not_found", `the program ${file} ${problem}`, { help: "Correct the command." });
    return file;
  }
  const candidates = (path ?? DEFAULT_PATH).split(":").map((folder) => join(resolve(cwd, folder), program));
  const found = candidates.find((file) => problemWith(file) === undefined);
  if (found !== undefined) return found;
  const unusable = candidates
    .map((file) => ({ file, problem: problemWith(file) }))
    .find(({ problem }) => problem !== "does not exist");
  throw new ChironError(
    "not_found",
    unusable === undefined
      ? `there is no program "${program}" on the PATH`
      : `the program ${unusable.file} ${unusable.problem}`,
    {
      help: "Install it, or give its whole path in the command.",
    },
  );
}

/** Undefined when it can be started. */
export function problemWith(file: string): "does not exist" | "is not a file" | "is not executable" | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return "does not exist";
    if (!stat.isFile()) return "is not a file";
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return "is not executable";
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false;
  }
}
