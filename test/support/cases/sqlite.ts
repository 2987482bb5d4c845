/** SQLite databases: what works, for the probe and for the actions. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { temporaryFolder, until } from "#core/platform/test";
import type { Case } from "../action-cases.ts";
import type { Stage } from "../actions.ts";
import type { ProbeCase } from "../probe-cases.ts";

function databaseIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "app.db");
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO notes (text) VALUES ('a'), ('b')");
  database.close();
  return path;
}

export const sqliteProbeCases: Readonly<Record<string, ProbeCase>> = {
  sqlite: {
    everyMs: 900_000,
    well: async (t) => ({ path: databaseIn(temporaryFolder(t)), query: "SELECT count(*) FROM notes" }),
    says: { intact: "boolean", check: "string", problems: "number", sizeBytes: "number", value: "number" },
    unreachable: async (t) => ({ path: join(temporaryFolder(t), "none.db") }),
    refused: [{}, { path: "" }, { path: "/srv/a.db", query: "DELETE FROM a" }, { path: "/srv/a.db", halt: "delete" }],
  },
};

export const sqliteActionCases: Readonly<Record<string, (stage: Stage) => Case | Promise<Case>>> = {
  "sqlite.halt": ({ world, platform }) => {
    const path = databaseIn(world);
    const holders = () => platform.processes.findByEnvironment("CHIRON_HOLDS", path);
    return {
      input: { database: { path, halt: "lock" } },
      says: [`Would start a process that holds the write lock of ${path}`, `${path}.halted.json`],
      done: async () => {
        assert.equal(holders().length, 1);
        const writer = new DatabaseSync(path, { timeout: 10 });
        assert.equal(writer.prepare("SELECT count(*) AS n FROM notes").get()?.n, 2, "who reads goes on");
        assert.throws(() => writer.exec("DELETE FROM notes"), /locked/);
        for (const holder of holders()) platform.processes.signal(holder, "SIGKILL", "process");
        const canWrite = () => {
          try {
            writer.exec("DELETE FROM notes");
            return true;
          } catch {
            return false;
          }
        };
        await until("it is free", canWrite);
        writer.close();
      },
    };
  },

  "sqlite.release": ({ world }) => {
    const path = databaseIn(world);
    return {
      input: { database: { path } },
      says: [`Would do nothing: writes to ${path} are not halted`],
      done: () => assert.equal(existsSync(`${path}.halted.json`), false),
    };
  },

  "sqlite.backup": ({ world }) => {
    const path = databaseIn(world);
    return {
      input: { database: { path } },
      says: [`Would copy ${path} (8192 bytes) to a new folder`],
      done: () => {
        const folder = join(world, "app.db.saved-inc-1");
        assert.deepEqual(readFileSync(join(folder, "app.db")), readFileSync(path));
        const recovered = new DatabaseSync(join(folder, "recovered.db"), { readOnly: true });
        assert.equal(recovered.prepare("SELECT count(*) AS n FROM notes").get()?.n, 2);
        recovered.close();
      },
    };
  },
};
