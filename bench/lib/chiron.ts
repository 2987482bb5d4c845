import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePorts } from "./ports.ts";
import type { ProcessGroup } from "./process-group.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const PROGRAM = join(ROOT, "bin", "chiron.js");

/** One target of chiron.yaml, as far as the benchmarks use it. */
export interface Target {
  readonly id: string;
  readonly kind: "service" | "mount" | "host" | "log" | "file" | "database";
  readonly criticality: "critical" | "normal" | "low";
  readonly autonomy: "observe" | "auto";
  readonly supervisor?: { direct: { command: readonly string[]; pidFile?: string } };
  readonly probes: readonly object[];
}

/** An HTTP probe of the target's own loopback port. */
export function httpProbe(port: number, every: string): object {
  return { http: { url: `http://127.0.0.1:${port}/`, every, timeout: "1s", expect: { status: 200 } } };
}

/** Chiron is measured as it is in this work tree; undefined as long as there is no program to start. */
export async function chironVersion(): Promise<string | undefined> {
  try {
    await readFile(PROGRAM);
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
    return version;
  } catch {
    return undefined;
  }
}

export interface RunningChiron {
  readonly processId: number | undefined;
  /** Whether no incident is open. An answer that cannot be had or read counts as no: the caller has a time limit. */
  settled(): Promise<boolean>;
}

/** Starts Chiron with its defaults, the given targets and the packs that heal them; under `parent`, if one is given. */
export async function startChiron(
  place: { directory: string; logFile: string; processes: ProcessGroup },
  targets: readonly Target[],
  parent: readonly string[] = [],
  packs: readonly string[] = ["service"],
): Promise<RunningChiron> {
  const { directory, logFile, processes } = place;
  // What the benchmark does is a restart storm, which stays an open incident for as long as it lasts, and a person's business.
  const thresholds = { restarts: 1_000_000 };
  const watched = targets.map((target) => ({ ...target, thresholds }));
  const configuration = {
    node: "bench",
    targets: watched,
    packs,
    notify: { notice: ["log"], page: ["log"] },
  };
  const file = join(directory, "chiron.yaml");
  await writeFile(file, stringify(configuration));
  const [port] = await freePorts(1);
  const up = ["up", "--config", file, "--data-dir", join(directory, "data"), "--port", String(port)];
  const [command, ...commandArguments] = [...parent, process.execPath, PROGRAM, ...up] as [string, ...string[]];
  const child = processes.start(command, commandArguments, { directory, logFile });
  return { processId: child.pid, settled: () => hasNoOpenIncident(`http://127.0.0.1:${port}/v1/status`) };
}

async function hasNoOpenIncident(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
    const status = (await response.json()) as { incidents?: { open?: number } };
    return status.incidents?.open === 0;
  } catch {
    return false;
  }
}
