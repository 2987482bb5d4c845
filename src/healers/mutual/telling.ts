/** Tells a human while no engine can: a process of its own reads the configuration and speaks to the channels, so that no healer need. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { HealerArguments } from "./arguments.ts";

const program = fileURLToPath(new URL("../../surface/cli/telling.main.ts", import.meta.url));
const mostBytes = 65_536;

export interface Page {
  /** What it is about: told once in an emergency. */
  readonly key: string;
  readonly subject: string;
  readonly body: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Told {
  readonly delivered: boolean;
  readonly detail: string;
}

/** Never rejects. Aborted, it is not known what arrived, which counts as not delivered. */
export function sendPage(page: Page, { configFile, dataDir }: HealerArguments, signal: AbortSignal): Promise<Told> {
  const { promise, resolve } = Promise.withResolvers<Told>();
  const lost = (why: unknown) => resolve({ delivered: false, detail: String(why) });
  const child = spawn(process.execPath, [program, configFile, dataDir], {
    stdio: ["pipe", "pipe", "inherit"],
    signal,
    killSignal: "SIGKILL",
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    said = (said + part).slice(-mostBytes);
  });
  child.stdin.on("error", () => undefined);
  child.once("error", lost);
  child.once("close", (code, by) => {
    try {
      const { delivered, detail } = JSON.parse(said) as Told;
      resolve({ delivered: delivered === true, detail: String(detail) });
    } catch {
      lost(`the process that tells a human ended (${by ?? code})`);
    }
  });
  child.stdin.end(JSON.stringify(page));
  return promise;
}
