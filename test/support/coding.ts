/** A user's repository with work that is not committed, a worktree of one broken file, and a coding agent that is let at it. */
import { createHash, randomInt } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentSettings, AgentTask, ModelSettings } from "#core/model";
import type { Clock } from "#core/platform";
import { createRealPlatform } from "#core/platform/real";
import { temporaryFolder, within } from "#core/platform/test";
import { type AgentAttempt, agents, type FileCheck, runAgent } from "#repair/agents";
import { git, write } from "./repositories.ts";

type Test = { after(cleanUp: () => void): void };

export const program = join(import.meta.dirname, "coding-agent.mjs");

const committed = {
  "settings.json": '{\n  "a": 1,\n  "b": [1, 2],\n}\n',
  "more.json": '{ "c": 2, }\n',
  "other.json": '{ "b": 2 }\n',
  "src/code.js": "export const one = 1;\n",
  "notes.txt": "committed\n",
};

/** The real parser of the one language that these files are in, and what of the top of the old text is not in the new. */
export const jsonCheck: FileCheck = async ({ after }) => {
  try {
    const keys = Object.keys(JSON.parse(Buffer.from(after).toString("utf8")) as object);
    return { ok: true, notes: keys.includes("b") || keys.includes("c") ? [] : ["b has vanished"] };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
};

/** Every byte of it: work tree, index, references, hooks, configuration. Objects may be added, and the worktree's own index is not his. */
export function bytesOf(repository: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const walk = (path: string): void => {
    for (const name of readdirSync(join(repository, path)).sort()) {
      const inner = path === "" ? name : `${path}/${name}`;
      if (/^\.git\/(objects|worktrees)$/.test(inner)) continue;
      const whole = join(repository, inner);
      const look = lstatSync(whole);
      if (look.isDirectory()) walk(inner);
      else {
        const content = look.isSymbolicLink() ? readlinkSync(whole) : readFileSync(whole);
        found[inner] = `${look.mode} ${createHash("sha256").update(content).digest("hex")}`;
      }
    }
  };
  walk("");
  return found;
}

export interface Letting {
  readonly kind?: "command" | "model";
  readonly options?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly timeoutMs?: number;
  readonly maxFiles?: number;
  readonly maxBytes?: number;
  readonly mayLeave?: readonly string[];
  readonly model?: ModelSettings;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Its time is up when this is so, however slow the machine; else after `timeoutMs`. */
  readonly lateWhen?: () => boolean;
  readonly check?: FileCheck;
}

/** The first limit that is set is up once the condition holds. */
function clockThatEnds(clock: Clock, condition: () => boolean): Clock {
  let isTaken = false;
  return {
    ...clock,
    after(delayMs, callback) {
      if (isTaken) return clock.after(delayMs, callback);
      isTaken = true;
      const timer = setInterval(() => {
        if (!condition()) return;
        clearInterval(timer);
        callback();
      }, 10);
      return { cancel: () => clearInterval(timer) };
    },
  };
}

export function codingScene(t: Test, more: Readonly<Record<string, string>> = {}) {
  const base = temporaryFolder(t);
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const [repository, data] = [join(base, "project"), join(base, "data")];
  mkdirSync(repository);
  git(repository, "init", "--quiet", "-b", "main");
  write(repository, { ...committed, ...more });
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "-m", "first");
  // Work of the user's that is not committed: changed, staged, new.
  write(repository, { "notes.txt": "changed\n", "staged.txt": "staged\n", "draft.txt": "draft\n" });
  git(repository, "add", "staged.txt");
  mkdirSync(data);
  writeFileSync(join(data, "token"), "the-token-of-chiron");
  const worktree = join(data, "worktrees", "task-1");
  git(repository, "worktree", "add", "--quiet", "-b", "chiron/task-1", worktree, "main");
  const nap = `631.${randomInt(1e9)}`;
  const announced: { bytes: number; digest: string }[] = [];

  const let_ = async (letting: Letting): Promise<AgentAttempt> => {
    const { kind = "command", options = {}, files = ["settings.json"], environment = {} } = letting;
    const agent: AgentSettings = {
      ...{ name: "an-agent", kind, options: agents.get(kind)?.schema.parse(options) as Record<string, unknown> },
      budget: {
        ...{ timeoutMs: letting.timeoutMs ?? 15_000, maxFiles: letting.maxFiles ?? 10 },
        maxBytes: letting.maxBytes ?? 100_000,
      },
      mayLeave: letting.mayLeave ?? [],
    };
    const task: AgentTask = {
      ...{ id: "task-1", trouble: "settings.json does not parse", files },
      errors: [{ path: "settings.json", line: 4, column: 1, message: "a key is expected, and not }" }],
      checks: ["the file must parse as JSON"],
    };
    const scratch = join(data, `scratch-${announced.length}-${Math.random()}`);
    mkdirSync(scratch);
    const order = { agent, task, worktree: { path: worktree, repository }, check: letting.check ?? jsonCheck };
    const run = runAgent(
      { ...order, signal: letting.signal ?? new AbortController().signal },
      {
        ...platform,
        clock: letting.lateWhen === undefined ? platform.clock : clockThatEnds(platform.clock, letting.lateWhen),
        ...{ scratch, hidden: [data], mark: ["CODING_TEST", base] as const, model: letting.model },
        environment: (name) => environment[name] ?? process.env[name],
        announce: async (sending) => {
          announced.push(sending);
        },
      },
    );
    return within("the end of the agent's run", run, 60_000);
  };
  /** The command-line agent, behaving so; where nothing confines it unless that is asked for. */
  const command = (behaviour: string, letting: Letting & { readonly places?: readonly string[] } = {}) =>
    let_({
      ...letting,
      options: {
        command: [process.execPath, program, nap, behaviour, ...(letting.places ?? [])],
        isolate: "none",
        // The program lies where it would be hidden when the project itself does.
        readable: [program, process.execPath],
        ...letting.options,
      },
    });
  const left = () => platform.processes.list().filter(({ command: line }) => line === `sleep ${nap}`);
  t.after(() => {
    for (const { identity } of left()) platform.processes.signal(identity, "SIGKILL", "process");
  });
  return { base, data, repository, worktree, platform, announced, let: let_, command, left };
}
