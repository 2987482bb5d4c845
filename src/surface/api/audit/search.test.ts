import assert from "node:assert/strict";
import { test } from "node:test";
import { event, type SearchPage } from "#core/model";
import { openApiScene } from "../../../../test/support/api-scene.ts";
import { beat, createFakeEngine } from "../../../../test/support/fake-engine.ts";
import { answers } from "../documents/index.ts";
import { searchLog } from "./search.ts";

test("FACE-11: the log is searched by what a record says and by the sentence that tells it, every word", async (t) => {
  const { remote, engine } = await openApiScene(t);
  engine.happen(
    beat(1),
    event("healing.paused", { reason: "Übung am Freitag" }, "token:Anna"),
    event("healing.resumed", { reason: "over" }, "cli:bert"),
  );
  const find = async (query: string): Promise<readonly number[]> => {
    const { status, json, text } = await remote(`/v1/audit/search${query}`);
    assert.equal(status, 200, text);
    answers.search.parse(json);
    return json.items.map(({ seq }: { seq: number }) => seq);
  };
  assert.deepEqual(await find(""), [3, 2, 1]);
  assert.deepEqual(await find("?text=%C3%BCbung"), [2], "in whatever case");
  assert.deepEqual(await find("?text=freitag%20anna"), [2]);
  assert.deepEqual(await find("?text=freitag%20bert"), []);
  assert.deepEqual(await find("?text=WAS%20paused"), [2], "as it is told");
  assert.deepEqual(await find("?text=healing.resumed"), [3]);
  assert.deepEqual(await find("?types=healing.paused,healing.resumed&limit=1"), [3]);
  const { json } = await remote("/v1/audit/search?text=friday");
  assert.deepEqual([json.items, json.next, json.heads.engine], [[], null, 3]);
  for (const wrong of [
    "?cursor=x",
    "?limit=0",
    "?limit=501",
    "?from=yesterday",
    "?stream=other",
    "?txt=a",
    "?types=%25",
  ])
    assert.equal((await remote(`/v1/audit/search${wrong}`)).status, 400, wrong);
});

test("FACE-11: pages of a search neither repeat nor lose a record, and each ends in time whatever it finds", async () => {
  const engine = createFakeEngine();
  for (let number = 1; number <= 3_000; number++) engine.happen(beat(number));
  const walk = async (text: string, limit: number, workMs: number) => {
    const seen: number[] = [];
    let pages = 0;
    for (let before: number | undefined; ; ) {
      const query = { limit, text, ...(before === undefined ? {} : { before }) };
      const page: SearchPage = await searchLog(engine, query, { workMs, stretchMs: 1 });
      seen.push(...page.items.map(({ seq }) => seq));
      assert.ok(page.items.length <= limit);
      pages++;
      if (page.next === null) return { seen, pages };
      assert.ok(Number(page.next) < (before ?? 3_001), "it gets on");
      before = Number(page.next);
    }
  };
  const every = Array.from({ length: 3_000 }, (_, index) => 3_000 - index);
  assert.deepEqual((await walk("", 70, 250)).seen, every);
  const some = every.filter((seq) => String(seq).includes("77"));
  assert.deepEqual((await walk("77", 7, 250)).seen, some);
  const hurried = await walk("77", 500, 0);
  assert.deepEqual(hurried.seen, some);
  assert.equal(hurried.pages, 15, "one stretch each: nothing is looked at beyond what time allows");
  const page = await searchLog(engine, { limit: 50, text: "nowhere" }, { workMs: 0, stretchMs: 1 });
  assert.deepEqual([page.items.length, page.next, typeof page.reachedAt], [0, "2801", "string"]);
});

test("FACE-11: records that hold much come fewer at once, and none is lost", async () => {
  const engine = createFakeEngine();
  for (let number = 1; number <= 5; number++)
    engine.happen(event("healing.paused", { reason: String(number).repeat(600_000) }));
  const first = await searchLog(engine, { limit: 50 });
  assert.deepEqual([first.items.map(({ seq }) => seq), first.next], [[5, 4], "4"]);
  const second = await searchLog(engine, { limit: 50, before: 4 });
  assert.deepEqual([second.items.map(({ seq }) => seq), second.next], [[3, 2], "2"]);
  const last = await searchLog(engine, { limit: 1, before: 2 });
  assert.deepEqual([last.items.map(({ seq }) => seq), last.next], [[1], null]);
});

test("FACE-11: a verification is begun by whoever is known, and looked at by whoever may look", async (t) => {
  const { remote, token } = await openApiScene(t);
  assert.equal((await remote("/v1/audit/verification")).json.state, "never");
  assert.equal((await remote("/v1/audit/verification", { body: {} })).status, 401);
  const viewer = token({ role: "viewer" });
  assert.equal((await remote("/v1/audit/verification", { body: {}, token: viewer })).status, 200);
  const confined = token({ role: "admin", scopes: ["healing"] });
  for (const path of ["/v1/audit/search", "/v1/audit/verification"])
    assert.equal((await remote(path, { token: confined })).status, 403);
});
