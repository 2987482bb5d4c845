import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { channels } from "#surface/notify";
import { cases } from "../support/cases/channels.ts";
import { channelContract } from "../support/contracts/channels.ts";

const folders = new URL("../../src/surface/notify/channels/", import.meta.url);

test("HOST-21: the registry names exactly the channels that have a folder, and every one has a case here", () => {
  const listed = readdirSync(folders, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual([...channels.keys()].sort(), listed.map(({ name }) => name).sort());
  assert.deepEqual(Object.keys(cases).sort(), [...channels.keys()].sort());
});

channelContract(({ needs }) => needs === undefined);
