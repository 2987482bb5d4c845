// needs: postgresql
import assert from "node:assert/strict";
import { test } from "node:test";
import { actionNamed, openStage } from "../support/actions.ts";
import { startPostgres } from "../support/postgres.ts";

const { schema, run, dryRun } = actionNamed("database.optimize");

test("HOST-13: database.optimize: PostgreSQL gathers its statistics, by a password that is in no argument", async (t) => {
  const { port, logins, ask } = await startPostgres(t, "a secret word");
  ask("CREATE TABLE orders AS SELECT n AS id, n % 7 AS customer FROM generate_series(1, 5000) n");
  assert.equal(ask("SELECT count(*) FROM pg_stats WHERE tablename = 'orders'"), "0");
  const { context } = openStage(t);
  const postgres = { port, database: "postgres", user: "postgres", passwordFile: logins };
  const input = schema.parse({ database: { postgres } });
  assert.equal(await dryRun(input, context()), `Would run ANALYZE in the database postgres of 127.0.0.1:${port}.`);
  const result = await run(input, context());
  assert.ok(result.success, result.summary);
  assert.equal(ask("SELECT count(*) FROM pg_stats WHERE tablename = 'orders'"), "2");
  const denied = await run(
    schema.parse({ database: { postgres: { ...postgres, passwordFile: "/srv/app/none" } } }),
    context(),
  );
  assert.deepEqual([denied.success, /exit code 2.*password/.test(denied.summary)], [false, true], denied.summary);
});
