import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openLog, standardProjections } from "#core/log";
import type { IncidentDetail, IncidentSummary } from "#core/model";
import { createTestClock, temporaryFolder } from "#core/platform/test";
import { evolve } from "#loop/incident";
import { repairOfWeb } from "../../../test/support/story/repair-of-web.ts";
import { start } from "../../../test/support/story/samples.ts";
import { runChiron, sampleSummary, startFakeEngine } from "./testing/index.ts";

const id = "inc-01k0abcd";

/** A store as an engine leaves it: one repair in it, `upTo` its last event. */
function leaveStore(t: TestContext, upTo = Number.POSITIVE_INFINITY): string {
  const dataDir = temporaryFolder(t);
  const clock = createTestClock({ start });
  const path = join(dataDir, "chiron.db");
  const log = openLog({ path, stream: "engine", clock, projections: standardProjections({ evolve, version: 1 }) });
  for (const { type, data, at } of repairOfWeb(id).slice(0, upTo)) {
    clock.stepWallClock(at - clock.now());
    log.append([{ type, data } as ReturnType<typeof repairOfWeb>[number]]);
  }
  log.close();
  return dataDir;
}

test("FACE-04: `chiron incidents` lists the open ones, and follows the cursor to the end", async (t) => {
  const dataDir = temporaryFolder(t);
  const all = Array.from({ length: 5 }, (_, index) => sampleSummary(`inc-${index}`, { state: "resolved" }));
  const engine = await startFakeEngine(
    t,
    { dataDir },
    {
      "GET /v1/incidents": ({ query }) => {
        const from = Number(query.cursor ?? 0);
        return { body: { items: all.slice(from, from + 2), next: from + 2 < all.length ? String(from + 2) : null } };
      },
    },
  );
  const { code, stdout } = await runChiron(["incidents", "--all", "--target", "web", "--json"], { dataDir });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), all);
  assert.deepEqual(
    engine.asked.map(({ query }) => query.cursor),
    [undefined, "2", "4"],
  );
  assert.equal(engine.asked[0]?.query.target, "web");
  assert.equal(engine.asked[0]?.query.all, "true");
  const few = await runChiron(["incidents", "--all", "--limit", "3", "--json"], { dataDir });
  assert.equal((JSON.parse(few.stdout) as IncidentSummary[]).length, 3);
});

test("FACE-04: `chiron incidents` says when none is open, and refuses a state that there is not", async (t) => {
  const dataDir = temporaryFolder(t);
  await startFakeEngine(t, { dataDir }, { "GET /v1/incidents": () => ({ body: { items: [], next: null } }) });
  const none = await runChiron(["incidents"], { dataDir });
  assert.deepEqual([none.code, none.stdout], [0, "No incident is open.\n"]);
  const wrong = await runChiron(["incidents", "--state", "resolvd"], { dataDir });
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /Allowed choices are detected, diagnosing/);
});

test("FACE-04: `chiron incident` tells the story, also from the store alone", async (t) => {
  const dataDir = leaveStore(t);
  const { code, stdout, stderr } = await runChiron(["incident", id], { dataDir });
  assert.equal(code, 0);
  assert.match(stderr, /^Chiron is not running; this is what the store in .+ knows\.\n$/);
  assert.equal(stdout, storyOfTheRepair);
});

const storyOfTheRepair = `inc-01k0abcd  process_dead on web
resolved · critical · over after 61ms · clear · tier 1
A process is gone (web): healed by rb-restart-service (restart) in 61ms, verified by process, http

What happened (2026-03-01)
  12:00:00.000    +0ms  detector   A process is gone on web (critical): process says running false, serving false.
  12:00:00.000    +0ms  router     Chiron looks into it.
  12:00:00.001    +1ms  router     Only rb-restart-service matches process_dead, and all its symptoms hold (clear).  confidence 0.50
  12:00:00.002    +2ms  agent      Plan, attempt 1: rb-restart-service (restart), 1 step: service.restart.
  12:00:00.003    +3ms  guardian   The Guardian approves.
  12:00:00.004    +4ms  verifier   Looked at once more, right before the repair: it is still there.
  12:00:00.004    +4ms  guardian   The Guardian approves, judged again right before the first step.
  12:00:00.004    +4ms  executor   The repair begins: rb-restart-service (restart).
  12:00:00.005    +5ms  executor   Step 1 begins: service.restart.
  12:00:00.045   +45ms  executor   Step 1, service.restart, is done after 40ms: web was restarted, pid 4711.
  12:00:00.060   +60ms  verifier   Did the steps help? Yes: process, http read good again.
  12:00:00.060   +60ms  verifier   The repair is done, and is verified: rb-restart-service (restart) did its steps.
  12:00:00.061   +61ms  verifier   Is it well again, by the probe that saw the trouble? Yes: process, http read good again.
  12:00:00.061   +61ms  learner    rb-restart-service (restart) healed it: well 61ms after the first bad reading, verified by process and http.
  12:00:00.061   +61ms  notifier   It is told with a notice (tier 1): confidence is not yet 0.8.
  12:00:00.061   +61ms  verifier   It is resolved: process, http read good again.

Evidence
  reading.values.running == false
  process at 12:00:00.000: running false, serving false

Plan
  rb-restart-service version 1 (restart), attempt 1, low risk, plan 0123456789ab
  1. service.restart (at most 30s): service web
  helped when: reading.values.running && reading.values.serving

Verdict: approve
  inform  autonomy: restarting web is approved by its owner (autonomy: auto)

Steps
  1. service.restart: done after 40ms, web was restarted, pid 4711
     process web: pid 4711

Outcome
  recovered 61ms after the first bad reading, verified by process, http

What is wanted from you
  Nothing: it is over.

trace a662a8f57f3846bb55175144ee09450b · session none
`;

test("FACE-04: `chiron incident --json` has the summary, and what led to it", async (t) => {
  const dataDir = leaveStore(t);
  const { stdout } = await runChiron(["incident", id, "--json"], { dataDir });
  const detail = JSON.parse(stdout) as IncidentDetail;
  const listed = await runChiron(["incidents", "--all", "--json"], { dataDir });
  const [summary] = JSON.parse(listed.stdout) as IncidentSummary[];
  assert.ok(summary !== undefined);
  assert.deepEqual({ ...detail, ...summary }, detail, "the detail holds the summary as it is");
  assert.equal(detail.openedAt, "2026-03-01T12:00:00.000Z");
  assert.equal(detail.events.length, 16);
  assert.equal(detail.plan?.strategy, "restart");
  assert.equal(detail.verdicts.length, 2);
  assert.equal(detail.steps[0]?.end, "done");
  assert.equal(detail.outcome?.result, "recovered");
});

test("FACE-04: an incident that there is not exits with 1, and says where to look", async (t) => {
  const dataDir = leaveStore(t);
  const { code, stderr } = await runChiron(["incident", "inc-none"], { dataDir });
  assert.equal(code, 1);
  assert.equal(stderr, "chiron: there is no incident inc-none\n  chiron incidents --all lists them\n");
});

test("FACE-04: nothing that a reading, a name or an error holds can command the reader's terminal", async (t) => {
  const dataDir = temporaryFolder(t);
  const hostile = "\u001b]0;pwned\u0007\u009b2J\u202egnp.exe\r\n$(reboot)";
  await startFakeEngine(
    t,
    { dataDir },
    {
      "GET /v1/incidents": () => ({
        body: { items: [sampleSummary("inc-1", { target: hostile, summary: hostile })], next: null },
      }),
      "POST /v1/pause": () => ({ problem: "conflict", detail: hostile, help: hostile }),
    },
  );
  for (const words of [
    ["incidents"],
    ["incidents", "--json"],
    ["pause", "--reason", "x"],
    ["pause", "--reason", "x", "--json"],
  ]) {
    const { stdout, stderr } = await runChiron(words, { dataDir });
    assert.doesNotMatch(stdout + stderr, /[^\P{Cc}\n]|\u202e/u, words.join(" "));
    assert.match(stdout + stderr, /\\u001b\]0;pwned\\u0007\\u009b2J\\u202e/);
  }
  const { stdout } = await runChiron(["incidents", "--json"], { dataDir });
  assert.equal((JSON.parse(stdout) as IncidentSummary[])[0]?.target, hostile, "and programs get what it was");
});
