import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoredEvent } from "#core/model";
import { interleave } from "./interleave.ts";

const stream = (name: string, ...times: readonly number[]) =>
  times.map((at, index) => ({ stream: name, seq: index + 1, at }) as unknown as StoredEvent);
const told = (events: readonly StoredEvent[]) => events.map((one) => `${one.stream}${one.seq}`).join(" ");

test("streams are put together by time, and none is put out of its own order by a clock that was put back", () => {
  assert.equal(told(interleave([stream("e", 1, 4, 4), stream("m", 2, 3, 5)])), "e1 m1 m2 e2 e3 m3");
  assert.equal(told(interleave([stream("e", 9, 2, 3), stream("m", 4)])), "m1 e1 e2 e3");
  assert.equal(told(interleave([stream("e"), stream("m", 4)])), "m1");
  assert.deepEqual(interleave([]), []);
});
