import { execFile } from "node:child_process";
import { basename, join } from "node:path";
import { promisify } from "node:util";

/**
 * Compiles one C file into `directory` and returns the program's path. Static, because loading shared libraries would
 * make up most of the start of a program that small.
 */
export async function compile(source: string, directory: string): Promise<string> {
  const program = join(directory, basename(source, ".c"));
  try {
    await promisify(execFile)("gcc", ["-O2", "-static", "-o", program, source]);
  } catch (error) {
    throw new Error(`cannot compile ${basename(source)}: is gcc installed (bench/install-peers)?`, { cause: error });
  }
  return program;
}
