/** The log of a real engine, searched and proved whole through its API. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import type { FoundEvent, SearchPage, VerificationView } from "#core/model";
import { until } from "#core/platform/test";
import { createTokenStore } from "#surface/api";
import { human, startWorld } from "../support/engine.ts";

const yaml = `
node: test
targets:
  - id: sleeper
    kind: service
    autonomy: auto
    supervisor:
      direct: { command: [sleep, "1000"] }
packs: [service]
`;

test("FACE-11: what happened to a service is found through the API as it is told, and the whole log is proved", async (t) => {
  const world = await startWorld(t, yaml);
  const { address } = world.running;
  const { token } = createTokenStore(join(world.dataDir, "tokens.json")).create({
    ...{ name: "eyes", role: "viewer", kind: "human" },
  });
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const ask = async <T>(path: string, method = "GET"): Promise<T> => {
    const body = method === "POST" ? { body: "{}" } : {};
    const answered = await fetch(`${address}/v1/audit/${path}`, { method, headers, ...body });
    assert.equal(answered.status, 200, path);
    return (await answered.json()) as T;
  };
  await world.facade.command({ kind: "pause", reason: "the disk is being replaced" }, human);
  await world.facade.command({ kind: "resume", reason: "done" }, human);
  const run = { kind: "execute", runbook: "rb-restart-service", target: "sleeper", confirm: true } as const;
  const { data } = await world.facade.command(run, human);
  const incident = String(data?.incident);

  const [found] = (await ask<SearchPage>("search?text=disk%20replaced")).items;
  assert.equal(found?.type, "healing.paused");
  assert.match(found?.sentence ?? "", /the disk is being replaced/);
  assert.match(found?.hash ?? "", /^[0-9a-f]{64}$/);
  const types = (page: SearchPage) => page.items.map(({ type }: FoundEvent) => type);
  const byTarget = types(await ask<SearchPage>("search?target=sleeper&limit=500"));
  const byIncident = types(await ask<SearchPage>(`search?incident=${incident}&limit=500`));
  assert.ok(byIncident.includes("step.finished"));
  for (const type of byIncident) assert.ok(byTarget.includes(type), type);
  assert.deepEqual(types(await ask<SearchPage>("search?actor=nobody")), []);

  assert.equal((await ask<VerificationView>("verification")).state, "never");
  assert.equal((await ask<VerificationView>("verification", "POST")).state, "running");
  const ended = () => ask<VerificationView>("verification");
  await until("the verification has ended", async () => (await ended()).state !== "running");
  const whole = await ended();
  assert.deepEqual([whole.state, whole.problemCount], ["whole", 0], whole.sentence);
  assert.ok(whole.events >= byTarget.length);
  assert.ok(Date.parse(whole.finishedAt ?? "") >= Date.parse(whole.startedAt ?? ""));
});

test("FACE-11: a record that somebody altered is named by the verification through the API", async (t) => {
  const first = await startWorld(t, yaml);
  await first.facade.command({ kind: "pause", reason: "the true reason" }, human);
  await first.stop();
  const forged = new DatabaseSync(join(first.dataDir, "chiron.db"));
  forged.exec(
    `UPDATE events SET data = replace(data, 'the true reason', 'another reason') WHERE type = 'healing.paused'`,
  );
  forged.close();
  const world = await startWorld(t, yaml, { folder: first.folder });
  world.facade.audit.verify();
  await until("the verification has ended", () => world.facade.audit.verification().state !== "running");
  const { state, problems, sentence } = world.facade.audit.verification();
  assert.equal(state, "broken", sentence);
  assert.ok(
    problems.some(({ kind, stream }) => kind === "altered" && stream === "engine"),
    JSON.stringify(problems),
  );
});
