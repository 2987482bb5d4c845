/** A question that is answered by replying to its message: the real program, and a signal-cli daemon's double on the other side. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { signalByHttp, type TwoWay, telegramBot } from "../support/counterparts/two-way.ts";
import { answers, webService } from "../support/engine.ts";
import { type Outside, outside } from "../support/outside.ts";
import { freePort } from "../support/ports.ts";

const yaml = (port: number, channel: string, options: object) => `
node: workshop
packs: [service]
targets:
  - id: web
    kind: service
    autonomy: approve
    supervisor:
      direct: { command: [node, ${webService}, "${port}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 1s, timeout: 1s, expect: { status: 200 } }
notify:
  notice: [ ${channel}: ${JSON.stringify(options)} ]
`;

async function killed(t: TestContext, channel: string, other: TwoWay) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const [anna] = other.people;
  Object.assign(process.env, other.environment);
  const world = outside(t, yaml(port, channel, { ...other.options, replies: { from: [anna] } }));
  await world.up();
  await other.listened();
  const before = await answers(url);
  process.kill(Number(before), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  const question = await until("the question arrives", () => other.sent.find(({ text }) => text.includes("may it be")));
  const code = /reply here: "approve ([A-Z0-9]{4})", or "reject \1"/.exec(question.text)?.[1] ?? "";
  assert.match(code, /^[A-Z0-9]{4}$/, question.text);
  const said = (text: RegExp) => until(`it says ${text}`, () => other.sent.find((one) => text.test(one.text)));
  return { world, url, before, incident, question, code, said };
}

const stateOf = async (world: Outside, id: string) => (await world.chiron("incident", id, "--json")).json.state;

async function refusals(
  world: Outside,
): Promise<readonly { actor: string; data: { command: string; reason: string } }[]> {
  return (await world.ask("GET", "/v1/audit?types=command.refused")).json.items;
}

test("REASON-08: a reply decides, once: strangers, wrong codes, repeats and other questions change nothing, and are on record", async (t) => {
  const signal = await signalByHttp(t);
  const [anna, bob] = signal.people;
  const { world, url, before, incident, question, code, said } = await killed(t, "signal", signal);

  signal.write({ from: bob, text: `approve ${code}` });
  await said(/you are not among those who may answer/);
  signal.write({ from: anna, text: "approve 2222" });
  await said(/no question has the code 2222/);
  signal.write({ from: anna, text: "approve" });
  await said(/say which question/);
  signal.write({ from: anna, text: "reject 2222", quoted: question.text });
  await said(/you name one question and quote another/);
  signal.write({ from: bob, text: "shall we approve of lunch?" });
  signal.write({ from: anna, text: "looks bad" });
  assert.equal(await stateOf(world, incident), "awaiting_approval");

  const at = 1_800_000_000_000;
  signal.write({ from: anna, text: `Approve ${code.toLowerCase()} yes, do it`, at });
  await said(/^Approved: rb-restart-service \(restart\) for web\.$/);
  await answers(url, (body) => body !== before);
  await until("it is resolved", async () => (await stateOf(world, incident)) === "resolved");
  const { json } = await world.chiron("incident", incident, "--json");
  const { status, answeredBy, reason } = json.approval;
  assert.deepEqual([status, answeredBy, reason], ["approved", `signal:${anna}`, "yes, do it"]);

  // The daemon brings the same message again, and she writes the same once more.
  const answered = signal.sent.length;
  signal.write({ from: anna, text: `Approve ${code.toLowerCase()} yes, do it`, at });
  signal.write({ from: anna, text: `approve ${code}` });
  await until("the second is answered", () => signal.sent.length > answered);
  assert.match(signal.sent.at(-1)?.text ?? "", /no question has the code .*answered before/);
  const refused = await refusals(world);
  assert.deepEqual(
    refused.map(({ actor, data }) => [actor, data.command]),
    [bob, anna, anna, anna, anna].map((who) => [`signal:${who}`, "reply"]),
  );
  assert.equal((await world.chiron("audit", "verify")).code, 0);
});

test("REASON-08: a reply that quotes the question needs no code; a no by reply goes to a human, with the reason", async (t) => {
  const bot = await telegramBot(t);
  const [anna] = bot.people;
  const { world, incident, question, said } = await killed(t, "telegram", bot);
  bot.write({ from: anna, text: "reject not during the day", quoted: question.text });
  await said(/^Rejected: rb-restart-service \(restart\) for web\.$/);
  await until("it is escalated", async () => (await stateOf(world, incident)) === "escalated");
  const { approval, epistemic, steps } = (await world.chiron("incident", incident, "--json")).json;
  assert.deepEqual([approval.answeredBy, approval.reason], [`telegram:${anna}`, "not during the day"]);
  assert.deepEqual([epistemic.humanInteractionStatus, steps], ["rejected", []]);
});

test("REASON-08: a reply after the deadline, or to a question that another took the place of, is too late; a restart keeps the code", async (t) => {
  const signal = await signalByHttp(t);
  const [anna] = signal.people;
  const { world, url, before, incident, code, said } = await killed(t, "signal", signal);
  await world.chiron("modify", incident, "--exclude-strategy", "restart");
  const second = await until("it is asked anew", () =>
    signal.sent.filter(({ text }) => text.includes("may it be")).find(({ text }) => !text.includes(`approve ${code}`)),
  );
  const [, newCode = ""] = /approve ([A-Z0-9]{4})"/.exec(second.text) ?? [];
  signal.write({ from: anna, text: `approve ${code}` });
  await said(/no question has the code/);
  assert.equal(await stateOf(world, incident), "awaiting_approval");
  await world.end();
  const before2 = signal.sent.length;
  await world.up();
  await signal.listened();
  signal.write({ from: anna, text: `approve ${newCode}` });
  await until("it is answered", () => signal.sent.length > before2);
  await said(/^Approved: rb-restart-service \(clean start\) for web\.$/);
  await answers(url, (body) => body !== before);
});
