import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { onePoll } from "../../../../../test/support/one-poll.ts";
import { temporaryFolder } from "../../../../core/platform/test/index.ts";

const mebibyte = 1024 ** 2;

/** Version 2 as its documentation has it, for machines whose kernel accounts memory by version 1. */
const version2 = {
  "memory.current": "314572800\n",
  "memory.max": "max\n",
  "memory.high": "419430400\n",
  "memory.stat": "anon 209715200\nfile 104857600\ninactive_file 52428800\nactive_file 52428800\n",
  "memory.pressure":
    "some avg10=12.50 avg60=3.00 avg300=1.00 total=123456\nfull avg10=2.25 avg60=0.50 avg300=0.10 total=4567\n",
};

test("HOST-02: memory: of version 2, the lower limit counts, cache that can be given up does not, and pressure is the group's", async (t) => {
  const cgroup = join(temporaryFolder(t), "group");
  mkdirSync(cgroup);
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries({ ...version2, ...more })) writeFileSync(join(cgroup, name), text);
  };
  const { poll } = onePoll(t, "memory");
  write({});
  const high = (await poll({ cgroup })).values;
  assert.deepEqual([high.groupHighBytes, "groupMaxBytes" in high], [400 * mebibyte, false]);
  assert.equal(high.availableBytes, 150 * mebibyte);
  assert.deepEqual([high.pressureSomePercent, high.pressureFullPercent], [12.5, 2.25]);
  write({ "memory.max": `${320 * mebibyte}\n` });
  const both = (await poll({ cgroup })).values;
  assert.deepEqual([both.totalBytes, both.availableBytes], [320 * mebibyte, 70 * mebibyte]);
  write({ "memory.high": "max\n", "memory.pressure": "" });
  const none = (await poll({ cgroup })).values;
  const machine = (await poll({})).values;
  assert.equal(none.totalBytes, machine.totalBytes, "without a limit it is the machine's");
  assert.equal("pressureSomePercent" in none, false);
});
