/**
 * Looks at a git repository, without changing anything in it unless a fetch is declared.
 *
 * Values: `branch` (null when detached), `detached`, `hasUpstream`, `ahead` and `behind` (only with an upstream, and as of the last
 * fetch), `conflicts`, `changed`, `untracked`, `dirty` (tracked files are changed or in conflict), and `operation`: none, merge, rebase,
 * cherry-pick, revert or bisect.
 */
import { z } from "zod";
import { Repository } from "#core/lib";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";

const longestName = 200;

const schema = z.strictObject({
  path: z.string().min(1).max(4_096).meta({ path: true, description: "The top folder of the work tree" }),
  fetch: z
    .boolean()
    .default(false)
    .describe("Whether to fetch from the upstream's remote first, so that `behind` tells the news"),
});

export const gitProbe = defineProbe({
  name: "git",
  summary: "Looks how far a git repository is from its upstream, and what state its work tree is in",
  schema,
  defaults: { everyMs: 300_000, deadlineMs: 5_000 },
  shareKey: (options) => JSON.stringify(options),
  silence: {},
  async poll(_target, { path, fetch }, context): Promise<ProbeAnswer> {
    try {
      const repository = await Repository.open(path, context);
      // Without the news, how far it is behind is not known.
      if (fetch) await repository.fetch();
      const { upstream, branch, conflicts, changed, untracked, operation } = await repository.status();
      const distance: Record<string, number> =
        upstream === null ? {} : { ahead: upstream.ahead, behind: upstream.behind };
      const values = {
        branch: branch?.slice(0, longestName) ?? null,
        detached: branch === null,
        hasUpstream: upstream !== null,
        ...distance,
        conflicts,
        changed,
        untracked,
        dirty: changed + conflicts > 0,
        operation,
      };
      return { available: true, values };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});
