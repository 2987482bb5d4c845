import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { probes } from "#loop/sense";
import { probeContract } from "../support/contracts/probes.ts";
import { cases } from "../support/probe-cases.ts";

const folders = new URL("../../src/loop/sense/probes/", import.meta.url);

test("the registry names exactly the probes that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...probes.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...probes.keys()].sort());
});

probeContract(({ needs }) => needs === undefined);
