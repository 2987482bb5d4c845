import assert from "node:assert/strict";
import { test } from "node:test";
import { runEngine } from "#healers/engine";
import { type GatesWorld, riskyReport, startGates } from "../support/gates.ts";

async function onePattern({ check, ask }: GatesWorld): Promise<string> {
  assert.equal((await check("review", riskyReport)).body.status, "degraded");
  return (await ask("GET", "harmony")).body.patterns[0].id;
}

const ignore = (nonce: string) => ({ nonce, reason: "until the new reviewer is out" });

test("CONTRACT-08: a human ignores a pattern with a reason, which silences it, and takes that back", async (t) => {
  const world = await startGates(t);
  const id = await onePattern(world);
  const token = world.token({ kind: "human", role: "approver" });
  const decide = (what: string, body: object) => world.ask("POST", `harmony/patterns/${id}/${what}`, { body, token });
  assert.equal((await decide("ignore", { nonce: "nonce-0001" })).status, 400);
  assert.equal((await decide("investigate", { nonce: "nonce-0002" })).status, 200);
  assert.equal((await decide("ignore", ignore("nonce-0003"))).status, 200);
  const ignored = (await world.ask("GET", "harmony")).body;
  assert.deepEqual([ignored.score, ignored.patterns[0].state], [100, "ignored"]);
  assert.match(ignored.patterns[0].ignored.reason, /new reviewer/);
  await world.check("review", riskyReport);
  assert.equal((await world.ask("GET", "harmony")).body.score, 100);
  assert.equal((await decide("ignore", ignore("nonce-0004"))).status, 409);
  assert.equal((await decide("restore", { nonce: "nonce-0005" })).status, 200);
  assert.equal((await world.ask("GET", "harmony")).body.score, 100 - Math.round(8 * 1.4));
  const { body: detail } = await world.ask("GET", `harmony/patterns/${id}`);
  assert.equal(detail.violations.length, 2);
  assert.match(detail.violations[0].raw, /RiskFactors/);
  assert.match(detail.contractText.text, /Format 4\.1: Review report/);
  assert.ok(detail.hypotheses.length > 0);
  assert.deepEqual(
    detail.history.map(({ what }: { what: string }) => what.split(":")[0]),
    ["investigate", "ignore", "restore"],
  );
});

test("CONTRACT-08: tokens of services, of lesser humans and of other scopes decide nothing, and each attempt is in the log", async (t) => {
  const world = await startGates(t);
  const id = await onePattern(world);
  const attempts = [
    { kind: "service", role: "admin" },
    { kind: "service", role: "approver", scopes: ["gates"] },
    { kind: "human", role: "operator" },
    { kind: "human", role: "approver", scopes: ["gates"] },
  ] as const;
  for (const [index, wanted] of attempts.entries()) {
    for (const what of ["investigate", "ignore", "restore"]) {
      const token = world.token({ ...wanted, name: `who-${index}-${what}` });
      const path = `harmony/patterns/${id}/${what}`;
      const { status } = await world.ask("POST", path, { body: ignore(`nonce-${index}-${what}`), token });
      assert.equal(status, 403, JSON.stringify(wanted));
      await world.event(
        "command.refused",
        ({ actor, data }) => actor === `token:who-${index}-${what}` && data.command === `harmony_${what}`,
      );
    }
  }
  const anonymous = await world.ask("POST", `harmony/patterns/${id}/ignore`, {
    body: ignore("nonce-anon"),
    token: "no",
  });
  assert.equal(anonymous.status, 401);
  assert.equal(world.events.filter(({ type }) => type === "harmony:decided").length, 0);
  assert.equal((await world.ask("GET", "harmony")).body.score, 92);
});

test("CONTRACT-08: neither the engine, a delegate nor a service decides by the façade, and each attempt is in the log", async (t) => {
  const world = await startGates(t);
  const id = await onePattern(world);
  const actors = [
    { kind: "engine", id: "engine" },
    { kind: "engine", id: "schedule:nightly" },
    { kind: "engine", id: "model" },
    { kind: "service", id: "runbook:rb-fix/1" },
    { kind: "delegate", id: "delegate:helper" },
    { kind: "human", id: "anonymous" },
  ] as const;
  for (const [index, actor] of actors.entries()) {
    const command = { kind: "harmony_ignore", pattern: id, ...ignore(`nonce-${index}`) } as const;
    await assert.rejects(world.facade.command(command, actor), /only a human|is a delegate/, actor.id);
    if (actor.kind === "delegate")
      await world.event("grant.used", ({ data }) => !data.allowed && data.delegate === actor.id);
    else await world.event("command.refused", (one) => one.actor === actor.id && one.data.command === "harmony_ignore");
  }
  assert.equal((await world.ask("GET", "harmony")).body.score, 92);
});

test("CONTRACT-08: a request of a human that is sent again is refused, also with its Idempotency-Key, and after a restart", async (t) => {
  const world = await startGates(t);
  const id = await onePattern(world);
  const token = world.token({ kind: "human", role: "approver" });
  const send = (base: string, what: string, nonce: string) =>
    fetch(`${base}/v1/harmony/patterns/${id}/${what}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": "same" },
      body: JSON.stringify(ignore(nonce)),
    });
  assert.equal((await send(world.url, "ignore", "nonce-first")).status, 200);
  assert.equal((await send(world.url, "restore", "nonce-second")).status, 200);
  assert.equal((await send(world.url, "ignore", "nonce-first")).status, 409);
  await world.event("command.refused", ({ data }) => /made before/.test(data.reason));
  await world.stop();
  const alive = setInterval(() => undefined, 1_000);
  const again = await runEngine({
    ...{ configFile: `${world.folder}/chiron.yaml`, dataDir: world.dataDir, port: 0 },
    say: () => undefined,
  });
  t.after(async () => {
    await again.stop({ reason: "over", keepServices: false });
    clearInterval(alive);
  });
  assert.equal((await send(again.address, "ignore", "nonce-first")).status, 409);
  const view = await again.engine.facade.harmony.view();
  assert.deepEqual([view.score, view.patterns[0]?.state], [92, "open"]);
});

test("CONTRACT-08: whoever calls from within a step, a service or an agent that Chiron runs decides nothing", async (t) => {
  const world = await startGates(t);
  const id = await onePattern(world);
  const token = world.token({ kind: "human", role: "admin" });
  const response = await fetch(`${world.url}/v1/harmony/patterns/${id}/ignore`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "chiron-within": "CHIRON_RUN" },
    body: JSON.stringify(ignore("nonce-within")),
  });
  assert.equal(response.status, 403);
  await world.event("command.refused", ({ data }) => /from within/.test(data.reason));
});
