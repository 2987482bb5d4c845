/** What every probe and every action must do, for those that are about memory. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Case } from "../action-cases.ts";
import type { Stage } from "../actions.ts";
import { inflate, isThere } from "../balloon.ts";
import type { ProbeCase } from "../probe-cases.ts";
import { parentOfZombie } from "../zombie.ts";

export const memoryCases: Readonly<Record<string, ProbeCase>> = {
  memory: {
    everyMs: 300_000,
    well: async () => ({}),
    says: {
      totalBytes: "number",
      availableBytes: "number",
      usedPercent: "number",
      swapTotalBytes: "number",
      swapUsedPercent: "number",
      pressureSomePercent: "number",
      pressureFullPercent: "number",
    },
    unreachable: async () => ({ cgroup: "/sys/fs/cgroup/chiron-has-no-such-group" }),
    shared: true,
    refused: [{ cgroup: "system.slice" }, { cgroup: "/sys/fs/cgroup/../../etc" }, { cgroup: "/" }, { cgroup: "//x" }],
  },
  pressure: {
    everyMs: 60_000,
    well: async () => ({}),
    says: {
      cpuSomePercent: "number",
      memorySomePercent: "number",
      memoryFullPercent: "number",
      ioSomePercent: "number",
      ioFullPercent: "number",
    },
    unreachable: async () => ({ cgroup: "/sys/fs/cgroup/chiron-has-no-such-group" }),
    shared: true,
    refused: [{ cgroup: "user.slice" }, { cgroup: "/sys/fs/cgroup/./x" }],
  },
};

/** On a machine that is used, nothing but a balloon of the test's own may ever be allowed. */
export const memoryActionCases: Readonly<Record<string, (stage: Stage) => Promise<Case>>> = {
  "memory.report": async () => ({
    input: { top: 3 },
    says: ["Would write down the 3 processes that use the most memory"],
    done: () => undefined,
  }),

  "memory.free": async ({ t }) => {
    const balloon = await inflate(t, 100);
    return {
      input: { candidates: { allow: [{ match: balloon.tag }] }, grace: "5s" },
      says: [`Would send SIGTERM to`, `(pid ${balloon.pid}`, "SIGKILL after 5s", "more than any other"],
      done: () => assert.equal(isThere(balloon.pid), false),
    };
  },

  "process.wakeParent": async ({ t, platform: { processes } }) => {
    const parent = await parentOfZombie(t, "when woken");
    const look = processes.look(parent.pid);
    assert.ok(look.exists);
    return {
      input: { wait: "5s" },
      watched: [{ target: "web", isProtected: false, process: look.identity }],
      says: [`Would send SIGCHLD to process ${parent.pid} (python3)`, `the parent of zombie ${parent.zombie}`],
      done: () => assert.equal(processes.look(parent.zombie).exists, false),
    };
  },

  "database.optimize": async ({ world }) => {
    const file = join(world, "shop.db");
    const database = new DatabaseSync(file);
    database.exec("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER)");
    database.exec("CREATE INDEX by_customer ON orders (customer); INSERT INTO orders VALUES (1, 2), (2, 2)");
    database.close();
    return {
      input: { database: { sqlite: file } },
      says: [`Would run PRAGMA optimize on ${file}`],
      done: () => {
        const after = new DatabaseSync(file, { readOnly: true });
        assert.ok(after.prepare("SELECT stat FROM sqlite_stat1 WHERE idx = 'by_customer'").get());
        after.close();
      },
    };
  },
};
