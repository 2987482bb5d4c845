/** Pipelines, books and hooks: what works, for the probes and for the actions. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { temporaryFolder } from "#core/platform/test";
import type { Case } from "../action-cases.ts";
import type { Stage } from "../actions.ts";
import type { ProbeCase } from "../probe-cases.ts";

/** Positions 1 to 3 are open; the live signal knows 2 and 3. */
export function makeBook(folder: string): { readonly book: string; readonly live: string } {
  mkdirSync(folder, { recursive: true });
  const [book, live] = [join(folder, "book.db"), join(folder, "live.json")];
  const database = new DatabaseSync(book);
  database.exec("CREATE TABLE positions (id INTEGER PRIMARY KEY, status TEXT, note TEXT)");
  database.exec("INSERT INTO positions (status) VALUES ('open'), ('open'), ('open')");
  database.close();
  writeFileSync(live, JSON.stringify({ positions: [{ id: 2 }, { id: "3" }] }));
  return { book, live };
}

export const reconciliationOf = ({ book, live }: { readonly book: string; readonly live: string }) => ({
  book: { sqlite: book, query: "SELECT id FROM positions WHERE status = 'open'" },
  live: { json: live, at: "/positions", key: "/id" },
  clear: {
    statement: "UPDATE positions SET status = 'closed', note = :note WHERE id IN (SELECT value FROM json_each(:keys))",
    parameters: { note: "phantom" },
    maxRows: 2,
  },
});

function fileWith(t: TestContext, value: unknown): string {
  const path = join(temporaryFolder(t), "progress.json");
  writeFileSync(path, JSON.stringify(value));
  return path;
}

export const pipelineProbeCases: Readonly<Record<string, ProbeCase>> = {
  pipeline: {
    everyMs: 120_000,
    well: async (t) => ({
      from: { json: fileWith(t, { stage: "build", at: new Date().toISOString() }), stage: "/stage", progressAt: "/at" },
    }),
    says: { stage: "string", done: "boolean", idleMs: "number" },
    unreachable: async (t) => ({
      from: { json: join(temporaryFolder(t), "none"), stage: "/stage", progressAt: "/at" },
    }),
    refused: [
      { from: { json: "/srv/x" } },
      { from: { sqlite: "/srv/x", query: "UPDATE a SET b = 1" } },
      { hook: { url: "file:///etc/passwd" } },
    ],
  },
  reconciliation: {
    everyMs: 60_000,
    well: async (t) => reconciliationOf(makeBook(temporaryFolder(t))),
    says: {
      bookCount: "number",
      liveCount: "number",
      onlyBookCount: "number",
      onlyBook: "string",
      onlyBookMs: "number",
      onlyLiveCount: "number",
      onlyLive: "string",
      onlyLiveMs: "number",
    },
    unreachable: async (t) => {
      const made = makeBook(temporaryFolder(t));
      return reconciliationOf({ ...made, live: `${made.live}.none` });
    },
    refused: [
      { book: { json: "/srv/a" } },
      { book: { sqlite: "/srv/a", query: "DELETE FROM a" }, live: { json: "/srv/b" } },
      { book: { json: "/srv/a" }, live: { json: "/srv/b" }, clear: { statement: "DELETE FROM a WHERE id IN (:keys)" } },
      {
        book: { sqlite: "/srv/a", query: "SELECT 1" },
        live: { json: "/srv/b" },
        clear: { statement: "DELETE FROM a WHERE 1" },
      },
    ],
  },
};

export const pipelineActionCases: Readonly<Record<string, (stage: Stage) => Case | Promise<Case>>> = {
  "http.call": async ({ t }) => {
    const heard: { readonly key: unknown; readonly body: string }[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      heard.push({ key: request.headers["idempotency-key"], body });
      response.end("taken");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return {
      input: {
        call: {
          url: `http://127.0.0.1:${port}/hooks/stage-done`,
          headers: { authorization: "Bearer hunter22" },
          body: { status: "blocked" },
        },
      },
      says: [`Would POST {"status":"blocked"} to http://127.0.0.1:${port}/hooks/stage-done with authorization`],
      done: () => assert.deepEqual(heard, [{ key: "inc-1/plan-1/0", body: '{"status":"blocked"}' }]),
    };
  },

  "sqlite.execute": ({ world }) => {
    const made = makeBook(world);
    return {
      input: { reconciliation: reconciliationOf(made) },
      says: ["UPDATE positions SET status = 'closed'", made.book, 'the keys "1"', "touches 1 rows; at most 2 may be"],
      done: () => {
        const database = new DatabaseSync(made.book, { readOnly: true });
        const rows = database.prepare("SELECT id, status, note FROM positions").all();
        database.close();
        assert.deepEqual(
          rows.map(({ id, status, note }) => [id, status, note]),
          [
            [1, "closed", "phantom"],
            [2, "open", null],
            [3, "open", null],
          ],
        );
      },
    };
  },
};
