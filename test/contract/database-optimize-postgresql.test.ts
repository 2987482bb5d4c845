// needs: postgresql
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actionNamed, openStage } from "../support/actions.ts";
import { startPostgres } from "../support/servers.ts";

const { schema, run, dryRun } = actionNamed("database.optimize");

test("HOST-13: database.optimize: PostgreSQL gathers its statistics, by a password that is in no argument", async (t) => {
  const password = "a secret word";
  const { port } = await startPostgres(t, { password });
  const ask = (statement: string) => {
    const words = ["psql", "-X", "-w", "-At", "-h", "127.0.0.1", "-p", String(port), "-U", "postgres", "-c", statement];
    const env = { ...process.env, PGPASSWORD: password };
    return execFileSync("/usr/bin/env", words, { encoding: "utf8", env }).trim();
  };
  ask("CREATE TABLE orders AS SELECT n AS id, n % 7 AS customer FROM generate_series(1, 5000) n");
  assert.equal(ask("SELECT count(*) FROM pg_stats WHERE tablename = 'orders'"), "0");
  const { context, base } = openStage(t);
  const logins = join(base, "logins");
  writeFileSync(logins, `127.0.0.1:${port}:*:postgres:${password}\n`, { mode: 0o600 });
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
