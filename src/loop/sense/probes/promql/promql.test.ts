// needs: prometheus
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { startPrometheus } from "../../../../../test/support/servers.ts";
import { until } from "../../../../core/platform/test/index.ts";

test("HOST-02: promql: what a real Prometheus says, as a value, or as not known with the reason", async (t) => {
  const { port } = await startPrometheus(t);
  const { poll } = onePoll(t, "promql");
  const ask = (query: string, more: Record<string, unknown> = {}) =>
    poll({ url: `http://127.0.0.1:${port}`, query, ...more });
  await until("it has scraped itself", async () => (await ask("up")).available);
  assert.deepEqual(await ask("up"), { available: true, values: { value: 1 } });
  assert.deepEqual(await ask("1 + 1"), { available: true, values: { value: 2 } });
  assert.deepEqual(await ask('up{job="self"} == 1 and on() vector(1)'), { available: true, values: { value: 1 } });
  const twoSeries =
    'label_replace(vector(3), "queue", "mail", "", "") or label_replace(vector(4), "queue", "jobs/fast", "", "")';
  assert.deepEqual(await ask(twoSeries, { label: "queue" }), { available: true, values: { mail: 3, "jobs/fast": 4 } });
  const unknown: readonly (readonly [query: string, more: Record<string, unknown>, why: RegExp])[] = [
    ["nothing_of_this_name", {}, /gives no series/],
    ["0 / 0", {}, /is NaN, not a number/],
    ["vector(1) / vector(0)", {}, /is \+Inf, not a number/],
    [twoSeries, {}, /gives 2 series; aggregate them, or name the label/],
    [twoSeries, { label: "job" }, /label job cannot name a value: ""/],
    ['{__name__=~"go_.*"}', {}, /gives \d+ series, more than 20/],
    ["up[5m]", {}, /gives a matrix/],
    ['"text"', {}, /gives a string/],
    ["up +", {}, /status 400, bad_data: .*parse error/],
  ];
  for (const [query, more, why] of unknown) {
    const answer = await ask(query, more);
    assert.deepEqual([answer.available, answer.values], [false, {}], query);
    assert.match(answer.error ?? "", why, query);
  }
  const partly = await ask(
    'label_replace(vector(3), "q", "a", "", "") or label_replace(vector(0)/0, "q", "b", "", "")',
    { label: "q" },
  );
  assert.deepEqual(partly, { available: true, values: { a: 3 }, error: "not a number: b" });
});

test("HOST-02: promql: behind a path and a token; what is no Prometheus is told as that, and the token never", async (t) => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    if (request.url?.startsWith("/wrong")) return response.end(String(request.headers.authorization));
    return response.end('{"status":"success","data":{"resultType":"scalar","result":[1,"7.5"]}}');
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.CHIRON_TEST_TOKEN = "very secret token";
  t.after(() => delete process.env.CHIRON_TEST_TOKEN);
  const { poll } = onePoll(t, "promql");
  const options = { query: "a + b", tokenVariable: "CHIRON_TEST_TOKEN" };
  assert.deepEqual((await poll({ ...options, url: `${url}/prom/` })).values, { value: 7.5 });
  assert.deepEqual(asked, ["/prom/api/v1/query?query=a+%2B+b Bearer very secret token"]);
  const wrong = await poll({ ...options, url: `${url}/wrong` });
  assert.equal(wrong.available, false);
  assert.match(wrong.error ?? "", /is no JSON/);
  assert.doesNotMatch(JSON.stringify(wrong), /very secret/);
});
