import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { actions } from "#loop/act";
import { cases } from "../support/action-cases.ts";
import { actionContract } from "../support/contracts/actions.ts";

const folders = new URL("../../src/loop/act/actions/", import.meta.url);

test("the registry names exactly the actions that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...actions.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...actions.keys()].sort());
});

actionContract(undefined);
