import { spawnSync } from "node:child_process";

/**
 * Whether Bash reads it to its end without a complaint (`-n`: nothing is run). False where there is no Bash. Bash takes a here-document
 * without its end with a warning; to us that is a complaint.
 */
export function bashAccepts(text: string): boolean {
  const { status, stderr } = spawnSync("bash", ["--norc", "--noprofile", "-O", "extglob", "-n"], {
    input: text,
    timeout: 2_000,
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", LC_ALL: "C.UTF-8" },
    maxBuffer: 1 << 20,
  });
  return status === 0 && stderr === "";
}
