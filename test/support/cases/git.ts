/** Cases for the probe and the action of git, on real repositories. */
import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../../src/core/platform/test/index.ts";
import type { Case } from "../action-cases.ts";
import { type Stage, targetWith } from "../actions.ts";
import type { ProbeCase } from "../probe-cases.ts";
import { contentOf, git, repositories, stateOf, write } from "../repositories.ts";

export const gitProbes: Readonly<Record<string, ProbeCase>> = {
  git: {
    needs: "git",
    everyMs: 300_000,
    well: async (t) => ({ path: repositories(realpathSync(temporaryFolder(t))).clone }),
    says: {
      branch: "string",
      detached: "boolean",
      hasUpstream: "boolean",
      ahead: "number",
      behind: "number",
      conflicts: "number",
      changed: "number",
      untracked: "number",
      dirty: "boolean",
      operation: "string",
    },
    unreachable: async (t) => ({ path: temporaryFolder(t) }),
    shared: true,
    refused: [{}, { path: "" }, { path: "/srv/app", fetch: "yes" }],
  },
};

export const gitActions: Readonly<Record<string, (stage: Stage) => Case>> = {
  // Beside the world: what git keeps for itself is not put back byte for byte.
  "git.sync": ({ base, supervisor }) => {
    const { clone, others } = repositories(base);
    others({ "a.txt": "two\n", "new/c.txt": "new\n" });
    write(clone, { "b.txt": "mine\n", "notes.txt": "not tracked\n" });
    git(clone, "fetch", "--quiet");
    const before = stateOf(clone);
    return {
      input: { repository: clone },
      target: targetWith(supervisor, { repository: clone }),
      says: [`bring main of ${clone} forward`, "origin/main (1 commit ", "after stashing 1 changed file,"],
      done: () => {
        assert.equal(git(clone, "rev-parse", "HEAD"), git(clone, "rev-parse", "origin/main"));
        assert.deepEqual(stateOf(clone).status, [" M b.txt", "?? notes.txt"]);
        assert.equal(contentOf(clone, "b.txt"), "mine\n");
        assert.equal(stateOf(clone).stashes, "");
      },
      undone: () => assert.deepEqual(stateOf(clone), before, join(clone)),
    };
  },
};
