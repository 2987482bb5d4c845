/** `chiron notify test`, and a page that arrives although every notice fails: from outside, with the real program. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { until } from "#core/platform/test";
import { closedPort } from "../support/counterparts/listening.ts";
import { startWebReceiver, type WebReceiver } from "../support/counterparts/web-receiver.ts";
import { outside } from "../support/outside.ts";

const taken = () => ({ status: 204, body: "" });

interface Row {
  readonly route: string;
  readonly channel: string;
  readonly delivered: boolean;
  readonly detail: string;
}

async function scene(t: TestContext) {
  const notice = await startWebReceiver(t, taken);
  const page = await startWebReceiver(t, taken);
  const world = outside(
    t,
    `
node: workshop
notify:
  notice:
    - webhook: { url: "${notice.address}/" }
    - log: { file: DIR/notices.log }
  page:
    - webhook: { url: "${page.address}/" }
    - webhook: { url: "http://127.0.0.1:${await closedPort()}/" }
`,
  );
  return { notice, page, world };
}

const shown = ({ results }: { results: readonly Row[] }) =>
  results.map(({ route, channel, delivered }) => `${route} ${channel} ${delivered}`);
const all = ["notice webhook true", "notice log true", "page webhook true", "page webhook-2 false"];

for (const running of [false, true]) {
  test(`HOST-21: notify test sends one through each channel and says what came back, ${running ? "by the engine" : "without an engine"}`, async (t) => {
    const { notice, page, world } = await scene(t);
    if (running) await world.up();
    const whole = await world.chiron("notify", "test", "--json");
    assert.equal(whole.code, 1, "one of them failed");
    assert.deepEqual(shown(whole.json), all);
    assert.equal(whole.json.ok, false);
    assert.match(whole.json.results[3].detail, /^connection refused: 127\.0\.0\.1:\d+$/);
    const { subject, data } = JSON.parse(page.received[0]?.body ?? "{}");
    assert.equal(data.subject, "[test] Chiron on workshop: this is how a page arrives");
    assert.equal(subject, undefined, "it belongs to no incident");
    assert.match(readFileSync(join(world.folder, "notices.log"), "utf8"), /this is how a notice arrives/);

    const notices = await world.chiron("notify", "test", "--route", "notice");
    assert.equal(notices.code, 0);
    assert.match(notices.out, /notice +webhook +delivered +\d+ +answered 204/);
    assert.equal(page.received.length, 1, "the page channels were left alone");
    assert.equal(notice.received.length, 2);
    assert.notEqual(notice.received[0]?.headers["idempotency-key"], notice.received[1]?.headers["idempotency-key"]);

    const one = await world.chiron("notify", "test", "--channel", "webhook-2", "--json");
    assert.deepEqual([one.code, shown(one.json)], [1, ["page webhook-2 false"]]);
    const none = await world.chiron("notify", "test", "--channel", "pigeon");
    assert.equal(none.code, 1);
    assert.match(none.err, /there is no channel pigeon/);
    assert.match(none.err, /webhook, log, webhook-2/);
    if (running) assert.equal(await world.end(), 0);
  });
}

test("HOST-21: notify test uses the engine's own environment, where its secrets are", async (t) => {
  const hook = await startWebReceiver(t, () => ({ status: 200, body: "ok" }));
  const world = outside(t, "node: n\nnotify: { page: [ slack: { urlEnv: CHIRON_TEST_HOOK } ] }\n");
  process.env.CHIRON_TEST_HOOK = `${hook.address}/services/secret-path`;
  await world.up();
  delete process.env.CHIRON_TEST_HOOK;
  const { code, json, out } = await world.chiron("notify", "test", "--route", "page", "--json");
  assert.deepEqual([code, json.results[0].delivered], [0, true]);
  assert.equal(hook.received[0]?.url, "/services/secret-path");
  assert.ok(!out.includes("secret-path"));
  await world.end();
});

const missing = (notices: string, page: WebReceiver) => `
node: workshop
targets:
  - id: worker
    kind: service
    autonomy: auto
    probes:
      - file: { path: DIR/none, every: 1s }
anomalies:
  - { type: odd_thing, title: The file is not there, severity: high, probes: [file], when: reading.values.exists == false }
notify:
  notice: [ ${notices} ]
  page: [ webhook: { url: "${page.address}/" } ]
`;

test("HOST-A11: a page is delivered although every notice channel fails, each in its own way", async (t) => {
  const page = await startWebReceiver(t, taken);
  const [silent, denying] = [
    await startWebReceiver(t, "hang"),
    await startWebReceiver(t, () => ({ status: 401, body: "" })),
  ];
  const breaking = await startWebReceiver(t, "reset");
  const addresses = [silent, denying, breaking].map(({ address }) => `webhook: { url: "${address}/", timeout: 1s }`);
  const gone = [`webhook: { url: "http://127.0.0.1:${await closedPort()}/" }`, "log: { file: DIR/no/such/folder.log }"];
  const world = outside(t, missing([...addresses, ...gone].join(", "), page));
  await world.up();
  await until("the page arrives", () => page.received.length > 0);
  const { data } = JSON.parse(page.received[0]?.body ?? "{}");
  assert.deepEqual([data.route, data.tier], ["page", 3]);
  assert.match(data.body, /What broke: The file is not there on worker/);
  assert.match(data.body, /What you need to decide:/);
  const { code, json } = await world.chiron("notify", "test", "--route", "notice", "--json");
  assert.equal(code, 1);
  assert.ok(
    json.results.every((result: Row) => !result.delivered),
    "not one notice channel works",
  );
  await world.end();
  assert.equal(page.received.length, 1, "and it came once");
});

test("HOST-20: a page in the middle of its delivery outlives kill -9; told again it says that it may be a repeat", async (t) => {
  const page = await startWebReceiver(t, "hang");
  const world = outside(t, missing("log: { file: DIR/notices.log }", page));
  await world.up();
  await until("it is on its way", () => page.received.length > 0);
  await world.kill();
  page.behave = taken;
  await world.up();
  await until("it comes again", () => page.received.length > 1);
  const [first, again] = page.received.map(({ headers, body }) => ({
    id: headers["idempotency-key"],
    ...JSON.parse(body),
  }));
  assert.equal(again.id, first.id);
  assert.deepEqual([first.data.repeat, again.data.repeat], [false, true]);
  assert.match(again.data.subject, /^Repeat: /);
  await world.end();
  assert.equal(page.received.length, 2);
  assert.ok(existsSync(join(world.dataDir, "chiron.db")));
});
