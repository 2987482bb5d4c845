// needs: python3
/** Real files, broken on purpose in many ways: a small run of `npm run bench -- repair`, with the same instruments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { measure } from "../../bench/repair/measure.ts";

const languages = ["typescript", "javascript", "json", "yaml", "python"] as const;
const kinds = [
  "bracket deleted",
  "bracket doubled",
  "colon deleted",
  "comma deleted",
  "comma doubled",
  "quote doubled",
];
const others = ["handler deleted", "UTF-16", "byte-order mark", "end cut off, with history", "conflict left"];

test("HEALER-18: of real files broken on purpose most parse again, most of them as they were, and none is worse", async () => {
  const plan = { seed: 18, half: "report", perKind: 2, languages, kinds: [...kinds, ...others], prefixes: [] } as const;
  const { trials, healthy } = await measure(plan, new AbortController().signal);
  const conflicts = trials.filter(({ mutation }) => mutation === "conflict left");
  const counted = trials.filter(({ mutation }) => mutation !== "conflict left");
  const share = (is: (one: (typeof trials)[number]) => boolean) => counted.filter(is).length / counted.length;
  assert.ok(counted.length >= 60, `${counted.length} mutants`);
  assert.deepEqual(
    trials.filter(({ losses }) => losses.length > 0),
    [],
  );
  assert.deepEqual(
    healthy.filter(({ changed }) => changed),
    [],
  );
  assert.ok(conflicts.every(({ outcome }) => outcome === "human"));
  assert.ok(share(({ parses }) => parses) >= 0.9, `${share(({ parses }) => parses)} parse again`);
  assert.ok(share(({ identical }) => identical) >= 0.7, `${share(({ identical }) => identical)} are as they were`);
});
