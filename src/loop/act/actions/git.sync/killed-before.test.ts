// needs: git
import { test } from "node:test";
import { killAtEachDoing } from "../../../../../test/support/git-killing.ts";

test("HOST-14: git.sync: killed before any of its doings, no change is ever lost; it can be undone, and repeated", async (t) => {
  await killAtEachDoing(t, "before");
});
