/** For every action a case that works: what is there before, what it is told, what it must say, and what is there after. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Target, WatchedProcess } from "#core/model";
import { until } from "#core/platform/test";
import { type Stage, targetWith } from "./actions.ts";
import { agentActions } from "./cases/agents.ts";
import { gitActions } from "./cases/git.ts";
import { memoryActionCases } from "./cases/memory.ts";
import { networkActions } from "./cases/network.ts";
import { pipelineActionCases } from "./cases/pipelines.ts";
import { sqliteActionCases } from "./cases/sqlite.ts";
import { storageActions } from "./cases/storage.ts";

export interface Case {
  readonly input: Record<string, unknown>;
  readonly target?: Target;
  /** The processes of declared targets, as the action is told; default: none. */
  readonly watched?: readonly WatchedProcess[];
  /** What the dry run has to name: the exact files, bytes, processes. */
  readonly says: readonly string[];
  /** After the run. */
  readonly done: () => void | Promise<void>;
  /** After the undo, beyond the folder being as it was before. */
  readonly undone?: () => void | Promise<void>;
}

/** Of each case the one thing that not every machine has; its tests stand in a file that says so (test/contract/actions-*.test.ts). */
export const needs: Readonly<Record<string, "git" | "python3" | "root">> = {
  "git.sync": "git",
  // Only root sees whether a process of another user writes to a log that is to be renamed.
  "logs.rotate": "root",
  "memory.free": "python3",
  "process.wakeParent": "python3",
};

export const cases: Readonly<Record<string, (stage: Stage) => Case | Promise<Case>>> = {
  ...storageActions,

  ...memoryActionCases,
  ...gitActions,
  ...networkActions,
  ...pipelineActionCases,
  ...sqliteActionCases,

  "service.start": ({ supervisor, services }) => ({
    input: { service: supervisor },
    says: ["Would start web", '["sleep","1000"]'],
    done: () => assert.equal(services.look("web").state, "running"),
  }),

  "service.stop": async ({ supervisor, services, marked }) => {
    await services.start(supervisor);
    return {
      input: { service: supervisor },
      says: ["Would stop web", `pid ${services.look("web").process?.pid}`, "SIGTERM"],
      done: () => assert.deepEqual(marked(), []),
      undone: () => assert.equal(services.look("web").state, "running"),
    };
  },

  "service.restart": async ({ supervisor, services }) => {
    await services.start(supervisor);
    const before = services.look("web").process?.pid;
    return {
      input: { service: supervisor, force: true },
      says: ["Would stop web", `pid ${before}`, "SIGKILL at once", "then start"],
      done: () => {
        assert.equal(services.look("web").state, "running");
        assert.notEqual(services.look("web").process?.pid, before);
      },
    };
  },

  "process.signal": async ({ supervisor, services, heard }) => {
    await services.start(supervisor);
    const pid = services.look("web").process?.pid;
    return {
      input: { service: supervisor, signal: "SIGKILL" },
      says: [`Would send SIGKILL to process ${pid}`, "sleep 1000"],
      done: async () => void (await until("it has ended", () => heard.at(-1)?.what === "exit")),
    };
  },

  "files.remove": ({ world, supervisor }) => {
    const pattern = join(world, "cache", "*.tmp");
    mkdirSync(join(world, "cache"));
    mkdirSync(join(world, "old"));
    writeFileSync(join(world, "old", "deep"), "12345");
    for (const name of ["a.tmp", "b.tmp", "keep"]) writeFileSync(join(world, "cache", name), name, { mode: 0o600 });
    symlinkSync("/etc/hostname", join(world, "cache", "link.tmp"));
    return {
      input: { files: [pattern, join(world, "old"), join(world, "not-there")], folders: true },
      target: targetWith(supervisor, { caches: [pattern] }),
      says: [
        "Would remove",
        "15 bytes",
        `${world}/cache/a.tmp (5 bytes)`,
        `${world}/cache/link.tmp (a symbolic link`,
        `${world}/old (a folder with 1 entries`,
      ],
      done: () => {
        assert.deepEqual(
          ["a.tmp", "b.tmp", "link.tmp", "keep"].map((name) => existsSync(join(world, "cache", name))),
          [false, false, false, true],
        );
        assert.equal(existsSync(join(world, "old")), false);
        assert.ok(existsSync("/etc/hostname"), "a link is removed as a link");
      },
    };
  },

  "files.move": ({ world }) => {
    writeFileSync(join(world, "from"), "new", { mode: 0o640 });
    writeFileSync(join(world, "to"), "old content", { mode: 0o600 });
    return {
      input: { from: join(world, "from"), to: join(world, "to"), overwrite: true },
      says: [`Would move ${world}/from (3 bytes) to ${world}/to`, "instead of the 11 bytes"],
      done: () => {
        assert.equal(readFileSync(join(world, "to"), "utf8"), "new");
        assert.equal(existsSync(join(world, "from")), false);
      },
    };
  },

  "files.copy": ({ world }) => {
    writeFileSync(join(world, "from"), Buffer.from([0, 255, 254, 10]), { mode: 0o640 });
    writeFileSync(join(world, "to"), "old", { mode: 0o600 });
    return {
      input: { from: join(world, "from"), to: join(world, "to"), overwrite: true },
      says: [`Would copy ${world}/from (4 bytes) to ${world}/to`, "instead of the 3 bytes"],
      done: () => assert.deepEqual(readFileSync(join(world, "to")), Buffer.from([0, 255, 254, 10])),
    };
  },

  "files.write": ({ world }) => {
    writeFileSync(join(world, "settings"), "before", { mode: 0o640 });
    return {
      input: { path: join(world, "settings"), content: "after, with an umlaut: ü" },
      says: [`Would write 25 bytes to ${world}/settings`, "6 bytes"],
      done: () => {
        assert.equal(readFileSync(join(world, "settings"), "utf8"), "after, with an umlaut: ü");
        assert.equal(statSync(join(world, "settings")).mode & 0o777, 0o640);
      },
    };
  },

  "files.append": ({ world }) => {
    writeFileSync(join(world, "list"), Buffer.from([255, 10]), { mode: 0o640 });
    return {
      input: { path: join(world, "list"), text: "one more\n" },
      says: [`Would add 9 bytes to the end of ${world}/list`, "2 bytes"],
      done: () =>
        assert.deepEqual(
          readFileSync(join(world, "list")),
          Buffer.concat([Buffer.from([255, 10]), Buffer.from("one more\n")]),
        ),
    };
  },

  "files.makeFolder": ({ world }) => ({
    input: { path: join(world, "a", "b"), mode: "0750" },
    says: [`Would make ${world}/a, ${world}/a/b`],
    done: () => assert.equal(statSync(join(world, "a", "b")).mode & 0o777, 0o750),
  }),

  command: ({ world }) => ({
    input: {
      argv: ["touch", join(world, "$(id) ; made")],
      undo: ["rm", join(world, "$(id) ; made")],
      env: { DB_PASSWORD: "hunter22" },
    },
    says: [`Would run ["touch","${world}/$(id) ; made"]`, "DB_PASSWORD"],
    done: () => assert.ok(existsSync(join(world, "$(id) ; made")), "the text is one argument, and nothing reads it"),
  }),

  wait: () => ({ input: { for: "20ms" }, says: ["Would wait for 20ms"], done: () => undefined }),

  ...agentActions,

  notify: ({ told }) => ({
    input: { route: "notice", subject: "The cache was cleared", body: "$target.id stays as it is" },
    says: ["Would send a notice", "The cache was cleared", "$target.id stays as it is"],
    done: () =>
      assert.deepEqual(told, [
        { route: "notice", subject: "The cache was cleared", body: "$target.id stays as it is" },
      ]),
  }),
};
