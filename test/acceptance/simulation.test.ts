import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { runSeed } from "../../sim/seed/index.ts";

const run = promisify(execFile);
const main = join(import.meta.dirname, "../../sim/main.ts");

test("REASON-17: the same seed gives the same log, byte for byte; another seed another one", async () => {
  const [first, second, other] = [
    await runSeed({ seed: 7, days: 3 }),
    await runSeed({ seed: 7, days: 3 }),
    await runSeed({ seed: 8, days: 3 }),
  ];
  assert.deepEqual(second.head, first.head);
  assert.notEqual(other.head.hash, first.head.hash);
  assert.ok(first.head.seq > 200, `${first.head.seq} events`);
});

test("REASON-17: days of faults, lies, crashes and clock steps go by, and every invariant holds", async () => {
  const options = ["--seed", "3..4", "--days", "4", "--jobs", "2"];
  const { stdout } = await run(process.execPath, [main, ...options], { timeout: 120_000 });
  assert.match(stdout, /^2 passed, 0 failed$/m);
  assert.match(stdout, /2 seeds, 8 simulated days, \d+ events, \d+ incidents, \d+ repairs, \d+ pages, \d+ crashes, /);
  assert.match(stdout, /[\d.]+ simulated days per second/);
  const [, incidents, repairs, crashes] =
    /(\d+) incidents, (\d+) repairs, \d+ pages, (\d+) crashes, [\d.]+ s,/.exec(stdout) ?? [];
  assert.ok(Number(incidents) > 20 && Number(repairs) > 10 && Number(crashes) > 5, stdout);
});

test("REASON-17: a failing seed says its day, event, invariant and faults, and the command that repeats it", async () => {
  const options = ["--seed", "2", "--days", "5", "--plant", "autonomy-blind"];
  const failed = await run(process.execPath, [main, ...options], { timeout: 120_000 }).then(
    () => assert.fail("it found nothing"),
    (error: { readonly code: number; readonly stdout: string }) => error,
  );
  assert.equal(failed.code, 1);
  assert.match(failed.stdout, /^seed 2: FAILS/m);
  assert.match(failed.stdout, /^ {2}invariant {2}approved-plan$/m);
  assert.match(failed.stdout, /^ {2}when {7}day \d+, after event \d+$/m);
  const [, again = ""] = /again {6}npm run sim -- (.*)$/m.exec(failed.stdout) ?? [];
  const repeated = await run(process.execPath, [main, ...again.split(" ")], { timeout: 120_000, maxBuffer: 1e8 }).catch(
    (error: { readonly stdout: string }) => error,
  );
  const what = /^ {2}what .*$/m;
  assert.deepEqual(what.exec(repeated.stdout)?.[0], what.exec(failed.stdout)?.[0]);
});
