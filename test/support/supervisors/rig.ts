/** What every rig offers: a real supervisor of the test's own, with one web service in it. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { webService } from "../engine.ts";

export interface Rig {
  /** What stands under `supervisor:` in chiron.yaml. */
  readonly supervisor: string;
  readonly url: string;
  /** What a dry run of a forced restart has to name. */
  readonly says: readonly string[];
  /** What a person would type. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface RigOptions {
  readonly folder: string;
  readonly port: number;
  /** Whether the supervisor itself starts the service again when it has ended, and after how long. */
  readonly restarts: { readonly afterSeconds: number } | false;
  /** In place of the web service. */
  readonly command?: readonly string[];
}

export function commandOf({ command, port }: RigOptions): readonly string[] {
  return command ?? [process.execPath, webService, String(port)];
}

const execute = promisify(execFile);

/** What it printed. */
export async function run(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeoutMs = 30_000,
): Promise<string> {
  const [program = "", ...words] = command;
  const { stdout } = await execute(program, words, { env: { ...process.env, ...env }, timeout: timeoutMs });
  return stdout;
}
