import { execFile } from "node:child_process";
import { promisify } from "node:util";

async function output(command: string, commandArguments: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, commandArguments, { timeout: 20_000 });
    return stdout + stderr;
  } catch {
    return undefined;
  }
}

/** The first version number that a program prints about itself; undefined when the program is not there. */
export async function programVersion(command: string, versionArgument: string): Promise<string | undefined> {
  const text = await output(command, [versionArgument]);
  return text?.match(/\d+(\.\d+)+/)?.[0];
}

/** For programs that cannot tell their version: the one of the Debian package, when the program is there. */
export async function packageVersion(command: string, debianPackage: string): Promise<string | undefined> {
  if ((await output("which", [command])) === undefined) return undefined;
  const text = await output("dpkg-query", ["--show", `--showformat=\${Version}`, debianPackage]);
  return text?.match(/\d+(\.\d+)+/)?.[0] ?? "unknown version";
}
