/** Disks, logs and caches: what the contract suites need to know of the probes and actions that look after them. */
import assert from "node:assert/strict";
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { temporaryFolder } from "../../../src/core/platform/test/index.ts";
import type { Case } from "../action-cases.ts";
import { type Stage, targetWith } from "../actions.ts";
import type { ProbeCase } from "../probe-cases.ts";

/** Long ago, and always the same. */
const past = new Date("2026-01-02T03:04:05.678Z");
const archived = "20260102T030405678Z.gz";

function folderWith(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

export const storageProbes: Readonly<Record<string, ProbeCase>> = {
  disk: {
    everyMs: 600_000,
    well: async () => ({ path: "/dev/shm" }),
    says: {
      usedPercent: "number",
      sizeBytes: "number",
      usedBytes: "number",
      availableBytes: "number",
      inodesUsedPercent: "number",
    },
    unreachable: async (t) => ({ path: temporaryFolder(t), mounted: true }),
    shared: true,
    refused: [{}, { path: "" }, { path: "/", mounted: "yes" }],
  },
  folder: {
    everyMs: 1_800_000,
    well: async (t) => ({ path: folderWith(t, { cache: "x" }) }),
    says: { exists: "boolean", sizeBytes: "number" },
    unreachable: async (t) => ({ path: join(folderWith(t, { cache: "x" }), "cache") }),
    shared: true,
    refused: [{}, { path: "" }],
  },
  log: {
    everyMs: 1_800_000,
    well: async (t) => ({ path: join(folderWith(t, { "app.log": "a line\n" }), "app.log"), errors: "(ERROR|FATAL)" }),
    says: {
      exists: "boolean",
      files: "number",
      sizeBytes: "number",
      largestBytes: "number",
      unrotatedBytes: "number",
      rotates: "boolean",
    },
    unreachable: async (t) => ({ path: temporaryFolder(t) }),
    shared: true,
    refused: [
      {},
      { path: "/var/log/x", errors: "(?=x)" },
      { path: "/var/log/x", maxFiles: 0 },
      { path: "/x/y", maxRead: "1GB" },
    ],
  },
};

export const storageActions: Readonly<Record<string, (stage: Stage) => Case>> = {
  "logs.rotate": ({ world, supervisor }) => {
    const logs = join(world, "logs");
    mkdirSync(logs);
    const text = "a line of a log, as there are many\n".repeat(2_000);
    const old = join(logs, "-old\n.log");
    writeFileSync(old, text, { mode: 0o640 });
    utimesSync(old, past, past);
    writeFileSync(join(logs, "large.log"), text);
    writeFileSync(join(logs, "small.log"), "a line\n");
    writeFileSync(join(logs, "twice.log"), text);
    linkSync(join(logs, "twice.log"), join(world, "twice"));
    utimesSync(join(logs, "twice.log"), past, past);
    symlinkSync("/etc/hostname", join(logs, "link.log"));
    const entry = { files: join(logs, "*.log"), rotateAbove: "64kB" };
    return {
      input: { logs: [entry] },
      target: targetWith(supervisor, { logs: [entry] }),
      says: [
        `Would compress ${JSON.stringify(old)} (70 kB) as ${JSON.stringify(join(logs, ".archive", `-old\n.log.${archived.slice(0, -3)}`))}.gz`,
        `rename ${logs}/large.log (70 kB), which nobody has open, into .archive`,
        `${logs}/link.log (it is a symbolic link)`,
        `${logs}/twice.log (it has 2 links`,
      ],
      done: () => {
        const path = join(logs, ".archive", `-old\n.log.${archived}`);
        assert.equal(gunzipSync(readFileSync(path)).toString(), text);
        assert.equal(statSync(path).mode & 0o777, 0o640);
        assert.equal(statSync(path).mtimeMs, past.getTime());
        assert.equal(existsSync(old), false);
        assert.equal(readFileSync(join(logs, "large.log"), "utf8"), "");
        assert.equal(readFileSync(join(logs, "small.log"), "utf8"), "a line\n");
        assert.equal(readFileSync(join(logs, "twice.log"), "utf8"), text);
      },
    };
  },

  "caches.prune": ({ world, supervisor }) => {
    mkdirSync(join(world, "app", "__pycache__", "deep"), { recursive: true });
    writeFileSync(join(world, "app", "main.py"), "print()");
    writeFileSync(join(world, "app", "__pycache__", "main.pyc"), "x".repeat(9_000));
    writeFileSync(join(world, "app", "__pycache__", "deep", "-rf\n"), "x");
    symlinkSync("/etc", join(world, "app", "__pycache__", "etc"));
    mkdirSync(join(world, "tmp"));
    writeFileSync(join(world, "tmp", "young"), "x");
    const caches = [
      { folder: join(world, "app"), names: ["__pycache__"] },
      { folder: join(world, "tmp"), olderThan: "1h" },
    ];
    return {
      input: { caches },
      target: targetWith(supervisor, { caches }),
      says: ["Would remove 3 files", `${world}/app/__pycache__ (3 files`],
      done: () => {
        assert.equal(existsSync(join(world, "app", "__pycache__")), false);
        assert.ok(existsSync(join(world, "app", "main.py")));
        assert.ok(existsSync(join(world, "tmp", "young")));
        assert.ok(existsSync("/etc/hostname"), "a link is removed as a link");
      },
    };
  },
};
