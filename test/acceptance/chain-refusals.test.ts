/** Who may not have drift healed, and what is not heard twice (CONTRACT-08). */
// needs: git
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Actor, ChainCommand } from "#core/model";
import { runEngine } from "#healers/engine";
import { type Healable, startHealable } from "../support/healable.ts";
import { git } from "../support/repositories.ts";

const words = ["fix", "approve", "modify", "cancel"] as const;
type Word = (typeof words)[number];

function commandOf(word: Word): ChainCommand["kind"] {
  return word === "fix" ? "harmony_fix" : `harmony_chain_${word}`;
}

/** A chain waits; what each word is said to, and with what. */
async function waiting(t: TestContext) {
  const world = await startHealable(t);
  const chain = await world.fix();
  const tip = git(world.repository, "rev-parse", "main");
  const bodies: Readonly<Record<Word, object>> = {
    ...{ fix: {}, approve: {}, cancel: {} },
    modify: { drop: ["commit"] },
  };
  const pathOf = (word: Word) => (word === "fix" ? `patterns/${world.pattern}/fix` : `chains/${chain}/${word}`);
  /** One was proposed by a human; nothing else has come of anything. */
  const isAsItWas = async () => {
    assert.equal(world.events.filter(({ type }) => type === "harmony:chain-proposed").length, 1);
    assert.equal(world.events.filter(({ type }) => type === "harmony:chain-decided").length, 0);
    assert.equal((await world.chain(chain)).state, "proposed");
    assert.equal(await world.patternState(), "open");
    assert.equal(git(world.repository, "rev-parse", "main"), tip);
    assert.equal(world.leftovers(), "");
  };
  return { world, chain, bodies, pathOf, isAsItWas };
}

const noncesSeen = new Set<string>();
function nonce(what: string): string {
  const one = `nonce-${what}`;
  assert.ok(!noncesSeen.has(one));
  noncesSeen.add(one);
  return one;
}

test("CONTRACT-08: tokens of services, of lesser humans, of other scopes, and nobody at all have nothing healed; each attempt is in the log", async (t) => {
  const { world, bodies, pathOf, isAsItWas } = await waiting(t);
  const attempts = [
    { kind: "service", role: "admin" },
    { kind: "service", role: "approver", scopes: ["contracts"] },
    { kind: "service", role: "approver", scopes: ["gates"] },
    { kind: "human", role: "viewer" },
    { kind: "human", role: "operator" },
    { kind: "human", role: "admin", scopes: ["gates"] },
  ] as const;
  for (const [index, wanted] of attempts.entries()) {
    for (const word of words) {
      const name = `who-${index}-${word}`;
      const token = world.token({ ...wanted, name });
      const body = { nonce: nonce(name), ...bodies[word] };
      const { status } = await world.ask("POST", `harmony/${pathOf(word)}`, { body, token });
      assert.equal(status, 403, `${word} by ${JSON.stringify(wanted)}`);
      await world.event(
        "command.refused",
        ({ actor, data }) => actor === `token:${name}` && data.command === commandOf(word),
      );
    }
  }
  for (const word of words) {
    const body = { nonce: nonce(`stranger-${word}`), ...bodies[word] };
    assert.equal((await world.ask("POST", `harmony/${pathOf(word)}`, { body, token: "no" })).status, 401, word);
  }
  await isAsItWas();
});

test("CONTRACT-08: the engine, a schedule, a model, a runbook, a delegate and nobody have nothing healed by the façade, and each attempt is in the log", async (t) => {
  const { world, chain, isAsItWas } = await waiting(t);
  const actors: readonly Actor[] = [
    { kind: "engine", id: "engine" },
    { kind: "engine", id: "schedule:nightly" },
    { kind: "engine", id: "model" },
    { kind: "service", id: "runbook:rb-fix/1" },
    { kind: "service", id: "agent:coder" },
    { kind: "delegate", id: "delegate:helper" },
    { kind: "human", id: "anonymous" },
  ];
  for (const [index, actor] of actors.entries()) {
    const commands: readonly ChainCommand[] = [
      { kind: "harmony_fix", pattern: world.pattern, nonce: nonce(`f-${index}`) },
      { kind: "harmony_chain_approve", chain, nonce: nonce(`a-${index}`) },
      { kind: "harmony_chain_modify", chain, nonce: nonce(`m-${index}`), drop: ["commit"] },
      { kind: "harmony_chain_cancel", chain, nonce: nonce(`c-${index}`) },
    ];
    for (const command of commands) {
      await assert.rejects(world.facade.command(command, actor), /only a human|is a delegate/, actor.id);
      if (actor.kind === "delegate")
        await world.event("grant.used", ({ data }) => !data.allowed && data.delegate === actor.id);
      else await world.event("command.refused", (one) => one.actor === actor.id && one.data.command === command.kind);
    }
  }
  await isAsItWas();
});

test("CONTRACT-08: whoever calls from within a step, a service or an agent that Chiron runs has nothing healed", async (t) => {
  const { world, bodies, pathOf, isAsItWas } = await waiting(t);
  const token = world.token({ kind: "human", role: "admin" });
  for (const word of words) {
    const response = await fetch(`${world.url}/v1/harmony/${pathOf(word)}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "chiron-within": "CHIRON_RUN" },
      body: JSON.stringify({ nonce: nonce(`within-${word}`), ...bodies[word] }),
    });
    assert.equal(response.status, 403, word);
    await world.event(
      "command.refused",
      ({ data }) => data.command === commandOf(word) && /from within/.test(data.reason),
    );
  }
  await isAsItWas();
});

async function sendTo(base: string, token: string, path: string, body: object): Promise<number> {
  const response = await fetch(`${base}/v1/harmony/${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": "same" },
    body: JSON.stringify(body),
  });
  return response.status;
}

test("CONTRACT-08: a human's request that is sent again is refused, also with its Idempotency-Key, and after a restart of the engine", async (t) => {
  const world = await startHealable(t);
  const token = world.token({ kind: "human", role: "approver" });
  type Request = readonly [path: string, body: { readonly nonce: string }];
  const answers = async (base: string, [path, body]: Request, status: number) =>
    assert.equal(await sendTo(base, token, path, body), status, path);
  const fix: Request = [`patterns/${world.pattern}/fix`, { nonce: nonce("replayed-fix") }];
  await answers(world.url, fix, 200);
  const { data } = await world.event("harmony:chain-proposed");
  const cancel: Request = [`chains/${data.id}/cancel`, { nonce: nonce("replayed-cancel") }];
  const approve: Request = [`chains/${data.id}/approve`, { nonce: nonce("replayed-approve") }];
  await answers(world.url, cancel, 200);
  await answers(world.url, [fix[0], { nonce: nonce("another-fix") }], 200);
  await answers(world.url, approve, 200);
  for (const again of [fix, cancel, approve]) await answers(world.url, again, 409);
  // One decision's nonce is good for no other, either.
  await answers(world.url, [cancel[0], approve[1]], 409);
  const refused = world.events.filter(({ type }) => type === "command.refused");
  assert.equal(refused.length, 4);
  await world.stop();
  const again = await startAgain(t, world);
  for (const request of [fix, cancel, approve]) await answers(again.address, request, 409);
  const [chain] = await again.engine.facade.harmony.chains();
  assert.equal(chain?.state, "approved");
});

async function startAgain(t: TestContext, { folder, dataDir }: Healable) {
  const alive = setInterval(() => undefined, 1_000);
  const again = await runEngine({
    ...{ configFile: `${folder}/chiron.yaml`, dataDir, port: 0 },
    say: () => undefined,
  });
  t.after(async () => {
    await again.stop({ reason: "over", keepServices: false });
    clearInterval(alive);
  });
  return again;
}

test("CONTRACT-08: of one request that comes many times at the same moment one is heard", async (t) => {
  const world = await startHealable(t);
  const token = world.token({ kind: "human", role: "approver" });
  const many = (path: string, body: object) =>
    Promise.all(Array.from({ length: 8 }, () => sendTo(world.url, token, path, body)));
  const fixed = await many(`patterns/${world.pattern}/fix`, { nonce: nonce("storm-fix") });
  assert.deepEqual(fixed.toSorted(), [200, 409, 409, 409, 409, 409, 409, 409]);
  const { data } = await world.event("harmony:chain-proposed");
  const approved = await many(`chains/${data.id}/approve`, { nonce: nonce("storm-approve") });
  assert.deepEqual(approved.toSorted(), [200, 409, 409, 409, 409, 409, 409, 409]);
  assert.equal(world.events.filter(({ type }) => type === "harmony:chain-decided").length, 1);
});
