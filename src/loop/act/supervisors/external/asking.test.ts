import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunitService } from "#core/model";
import { createTestClock } from "#core/platform/test";
import { Asking } from "./asking.ts";

const service: RunitService = { target: "web", kind: "runit", folder: "/etc/service/web" };

async function answerTo(error: Error) {
  const supervisor = {
    pace: { firstMs: 50, longestMs: 1_000 },
    graceMs: 1_000,
    ask: async () => Promise.reject(error),
    give: async () => undefined,
  };
  const files = {} as never;
  return new Asking(service, supervisor, { clock: createTestClock(), files } as never).ask();
}

test("HOST-06: a supervisor that may not be asked is told apart from one that is not there", async () => {
  const refused = Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
  assert.equal((await answerTo(refused)).forbidden, true);
  assert.equal((await answerTo(new Error("the socket cannot be opened", { cause: refused }))).forbidden, true);
  const absent = await answerTo(new Error("no runsv is running"));
  assert.deepEqual([absent.state, absent.forbidden], ["no_answer", undefined]);
});
