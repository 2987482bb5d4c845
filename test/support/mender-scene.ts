/** A real mender, beside a real engine on the same store, with real repositories. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { TaskState, TaskView } from "#core/model";
import { until } from "#core/platform/test";
import { startWorld, type World } from "./engine.ts";
import { git, write } from "./repositories.ts";
import { realTemporaryFolder } from "./untouched.ts";

/** Nothing is measured by it: dozens of git processes take their time on a machine that has other work. */
const patienceMs = 90_000;

export const broken = '{ "a": 1, }\n';
export const healthy = '{ "a": 1 }\n';

export interface MenderScene {
  readonly world: World;
  readonly repository: string;
  readonly folder: string;
  /** Resolves once a task for the file is in the state. */
  task(file: string, state: TaskState): Promise<TaskView>;
}

const entry = join(import.meta.dirname, "mender.main.ts");

/** In a process of its own, as it always is; `point` is where it dies (mender.main.ts). */
export function startMender(t: TestContext, dataDir: string, point = "", syntax: "json" | "parsers" = "json") {
  const child = spawn(process.execPath, ["--no-warnings", entry, dataDir, point, syntax], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  child.stdout.on("data", (data: Buffer) => said.push(data.toString()));
  const ended = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    await ended;
  });
  return { child, ended, said };
}

/** A repository whose branch `main` is checked out nowhere: somebody works on `work`. */
export function makeRepository(
  path: string,
  files: Readonly<Record<string, string>>,
  { switchAway = true } = {},
): string {
  mkdirSync(path, { recursive: true });
  execFileSync("git", ["init", "--quiet", "-b", "main", path], { stdio: "pipe" });
  write(path, files);
  git(path, "add", "--all");
  git(path, "commit", "--quiet", "-m", "first");
  if (switchAway) git(path, "switch", "--quiet", "-c", "work");
  return path;
}

export interface SceneOptions {
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of the repository's entry in chiron.yaml, beside id, path and branch. */
  readonly more?: readonly string[];
  readonly prepare?: (repository: string, folder: string) => void;
  readonly yaml?: string;
  /** What reads the files: a stand-in for JSON alone, or the real parsers. */
  readonly syntax?: "json" | "parsers";
  readonly switchAway?: boolean;
}

export function settingsFor(folder: string, more: readonly string[] = [], yaml = ""): string {
  const entry = ["- id: site", `  path: ${join(folder, "site")}`, "  branch: main", ...more.map((line) => `  ${line}`)];
  return `repositories:\n${entry.map((line) => `  ${line}`).join("\n")}\nnotify: { notice: [ log: { file: ${folder}/notices } ] }\n${yaml}`;
}

export async function startScene(t: TestContext, options: SceneOptions = {}): Promise<MenderScene> {
  const folder = realTemporaryFolder(t);
  const { files = { "a.json": broken, "b.json": healthy }, more = [], prepare, yaml } = options;
  const repository = makeRepository(join(folder, "site"), files, { switchAway: options.switchAway ?? true });
  prepare?.(repository, folder);
  const world = await startWorld(t, settingsFor(folder, more, yaml), { folder });
  const { said } = startMender(t, world.dataDir, "", options.syntax);
  return { world, repository, folder, task: (file, state) => taskIn(world, file, state, said) };
}

export function taskIn(world: World, file: string, state: TaskState, said: readonly string[] = []): Promise<TaskView> {
  const { mending } = world.facade;
  return until(
    `${file} is ${state}`,
    () => {
      const one = mending.tasks({ all: true, state }).find((task) => task.file === file);
      return one === undefined ? undefined : mending.task(one.id);
    },
    patienceMs,
  ).catch((error: unknown) => {
    const seen = mending.tasks({ all: true }).map((one) => `${one.file} ${one.state} ${one.reason}`);
    throw new Error(`${String(error)}; there are: ${seen.join(", ")}; said: ${said.join(" | ")}`);
  });
}
