/** `chiron up --detach`: all of it in the background, with a log file. */
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { exitCodes } from "#core/model/plain";
import type { Context } from "./context.ts";

const lookEveryMs = 25;

/** Resolves once it says that it is up, which is said here again, or has ended. */
export async function detach({ terminal }: Context, dataDir: string, words: readonly string[]): Promise<number> {
  const path = join(dataDir, "chiron.log");
  const log = openSync(path, "a", 0o600);
  const from = statSync(path).size;
  const child = spawn(process.execPath, words, { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<number>((resolve) => {
    child.once("exit", (code) => resolve(code ?? exitCodes.failed));
    child.once("error", () => resolve(exitCodes.failed));
  });
  for (;;) {
    const code = await Promise.race([ended, sleep(lookEveryMs)]);
    const said = readFileSync(path).subarray(from).toString("utf8");
    const ready = said.split("\n").find((line) => /^(chiron is up: |\{"ready":true)/.test(line));
    if (ready !== undefined) {
      terminal.line(ready);
      child.unref();
      return exitCodes.done;
    }
    if (code !== undefined) {
      terminal.note(said.trimEnd());
      return code;
    }
  }
}
