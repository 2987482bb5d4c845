/** A real mender, beside a real engine on the same store, with real repositories. */
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { RepairTask, TaskState } from "#core/model";
import { temporaryFolder, until } from "#core/platform/test";
import { type RunningMender, runMender, type Syntax } from "#healers/mender";
import { startWorld, type World } from "./engine.ts";
import { git, write } from "./repositories.ts";

/** JSON by the parser of the language, and one fixer: it takes away commas before an end. */
export const plainJson: Syntax = {
  version: "1",
  isOurs: (file) => file.endsWith(".json"),
  async check(files) {
    return files
      .filter(({ file }) => file.endsWith(".json"))
      .map(({ file, bytes }) => ({ file, language: "json", faults: faultsOf(Buffer.from(bytes).toString()) }));
  },
  async repair({ bytes }) {
    const text = Buffer.from(bytes).toString();
    if (text.includes("<<<<<<<")) return { kind: "human", why: "a merge was not finished" };
    const mended = text.replace(/,(\s*[}\]])/g, "$1");
    if (faultsOf(mended).length > 0) return { kind: "unfixed", why: "no fixer knows what to do" };
    return { kind: "fixed", bytes: Buffer.from(mended), fixer: "commas", why: "a comma before an end" };
  },
  async close() {},
};

function faultsOf(text: string) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    return [{ line: 1, column: 1, message: (error as Error).message }];
  }
}

export const broken = '{ "a": 1, }\n';
export const healthy = '{ "a": 1 }\n';

export interface MenderScene {
  readonly world: World;
  readonly repository: string;
  readonly folder: string;
  mender: RunningMender;
  restart(): Promise<void>;
  /** Resolves once a task for the file is in the state. */
  task(file: string, state: TaskState): Promise<RepairTask>;
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
  readonly syntax?: Syntax;
  readonly yaml?: string;
  readonly switchAway?: boolean;
}

export function settingsFor(folder: string, more: readonly string[] = [], yaml = ""): string {
  const entry = ["- id: site", `  path: ${join(folder, "site")}`, "  branch: main", ...more.map((line) => `  ${line}`)];
  return `repositories:\n${entry.map((line) => `  ${line}`).join("\n")}\nnotify: { notice: [ log: { file: ${folder}/notices } ] }\n${yaml}`;
}

export async function startScene(t: TestContext, options: SceneOptions = {}): Promise<MenderScene> {
  const folder = realpathSync(temporaryFolder(t));
  const { files = { "a.json": broken, "b.json": healthy }, more = [], prepare, syntax = plainJson, yaml } = options;
  const repository = makeRepository(join(folder, "site"), files, { switchAway: options.switchAway ?? true });
  prepare?.(repository, folder);
  const world = await startWorld(t, settingsFor(folder, more, yaml), { folder });
  const run = () => runMender({ dataDir: world.dataDir, say: (line) => void said.push(line), syntax });
  const said: string[] = [];
  const scene: MenderScene = {
    world,
    repository,
    folder,
    mender: run(),
    async restart() {
      await scene.mender.stop();
      scene.mender = run();
    },
    task: (file, state) =>
      until(`${file} is ${state}`, () => {
        const found = world.facade.mending.tasks({ all: true }).filter((task) => task.file === file);
        const [one] = found.filter((task) => task.state === state);
        return one === undefined ? undefined : (world.facade.mending.task(one.id) as unknown as RepairTask);
      }),
  };
  t.after(() => scene.mender.stop());
  return scene;
}
