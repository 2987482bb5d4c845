import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { actionNamed, openStage } from "../support/actions.ts";

const { schema, run } = actionNamed("database.optimize");

test("HOST-14: database.optimize: no file is made, no lock is waited for for ever, what is no database is left as it is", async (t) => {
  const { context, world } = openStage(t);
  const at = (name: string) => schema.parse({ database: { sqlite: join(world, name) } });
  const missing = await run(at("missing.db"), context());
  assert.deepEqual([missing.success, existsSync(join(world, "missing.db"))], [false, false]);
  writeFileSync(join(world, "text.db"), "x".repeat(5_000));
  assert.match((await run(at("text.db"), context())).summary, /file is not a database/);
  const database = new DatabaseSync(join(world, "busy.db"));
  database.exec("CREATE TABLE a (b); CREATE INDEX c ON a (b); INSERT INTO a VALUES (1); BEGIN EXCLUSIVE");
  const busy = await run(at("busy.db"), context());
  assert.match(busy.summary, /database is locked/);
  database.exec("COMMIT");
  assert.ok((await run(at("busy.db"), context())).success);
  database.close();
});

test("HOST-17: database.optimize: connection strings, options, shells and half paths are refused when they are read", () => {
  const refused = [
    {},
    { sqlite: "app.db" },
    { sqlite: "/srv/app/x.db", argv: ["true"] },
    { argv: ["sh", "-c", "echo"] },
    { argv: [] },
    ...["host=elsewhere user=x", "-c", "postgresql://x/y", ""].map((database) => ({
      postgres: { database, user: "a" },
    })),
    { postgres: { database: "a", user: "a", host: "-h" } },
    { postgres: { database: "a", user: "a", password: "x" } },
  ];
  for (const database of refused) assert.equal(schema.safeParse({ database }).success, false, JSON.stringify(database));
});
