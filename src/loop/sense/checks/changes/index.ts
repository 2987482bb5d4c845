/**
 * What has changed on a target lately: its program and its files, its repository, Chiron's own configuration, and what Chiron itself
 * or a supervisor has done to it. `ok` is false when anything has: a change is the first thing to suspect. It is null when nothing was seen,
 * but not everything could be looked at.
 *
 * Values: `changes`, how many; `newestAgeMs`, how long ago the newest was.
 */
import { z } from "zod";
import { GitError, Repository } from "#core/lib";
import {
  type CheckAnswer,
  type CheckContext,
  defineCheck,
  duration,
  formatDuration,
  type KnownChange,
  type Target,
} from "#core/model";
import { absolutePath, probedPaths, programPaths } from "../paths.ts";

const mostPaths = 50;
const mostTold = 5;

const schema = z.strictObject({
  within: duration.default(3_600_000).describe("How long ago a change still counts; default an hour"),
  paths: z
    .array(absolutePath)
    .max(mostPaths)
    .default([])
    .describe("Further files and folders whose content matters, such as configuration files"),
  repository: absolutePath.optional().describe("The top folder of a git work tree that it is deployed from"),
});

export const changesCheck = defineCheck({
  name: "changes",
  summary: "Has anything been changed on it lately",
  schema,
  deadlineMs: 4_000,
  applies: () => true,
  async run(target, { within, paths, repository }, context): Promise<CheckAnswer> {
    const now = context.clock.now();
    const since = now - within;
    const known = context.changes.filter(
      ({ at, target: whose }) => at >= since && (whose === null || whose === target.id),
    );
    const files = [...new Set([...paths, ...programPaths(target)])].slice(0, mostPaths);
    const trees = new Set([...(repository === undefined ? [] : [repository]), ...probedPaths(target, ["git"])]);
    const seen = await Promise.all([
      ...files.map((path) => changeOfFile(path, target, context)),
      ...[...trees].map((path) => changeOfTree(path, target, context)),
    ]);
    // Files know fractions of a millisecond, the clock does not: without them, what was changed just now is no change to come.
    const recent = [...known, ...seen.flatMap(({ changes }) => changes)]
      .filter(({ at }) => at >= since && Math.floor(at) <= now)
      .sort((a, b) => b.at - a.at);
    const [newest] = recent;
    const unseen = seen.flatMap(({ trouble }) => trouble ?? []);
    if (newest === undefined && unseen.length > 0) return { ok: null, finding: unseen.join("; "), values: {} };
    if (newest === undefined) {
      return { ok: true, finding: `nothing has changed within ${formatDuration(within)}`, values: { changes: 0 } };
    }
    const told = recent
      .slice(0, mostTold)
      .map(({ at, what }) => `${what} ${formatDuration(Math.max(0, now - at))} ago`);
    const values = { changes: recent.length, newestAgeMs: Math.max(0, Math.round(now - newest.at)) };
    return { ok: false, finding: told.join("; "), values };
  },
});

interface Seen {
  readonly changes: readonly KnownChange[];
  /** Why it could not be looked at. */
  readonly trouble?: string;
}

/** Of a link, the link itself as well: that is how many deployments switch. */
async function changeOfFile(path: string, { id }: Target, { files }: CheckContext): Promise<Seen> {
  const [link, file] = await Promise.all(
    [files.stat(path), files.stat(path, { follow: true })].map((look) => look.catch(() => undefined)),
  );
  const times = [link, file].flatMap((one) => (one === undefined ? [] : [one.modifiedAt]));
  return { changes: times.length === 0 ? [] : [{ at: Math.max(...times), what: `${path} was changed`, target: id }] };
}

/** When its HEAD was last moved, by whatever: a commit, a pull, a checkout. */
async function changeOfTree(path: string, { id }: Target, context: CheckContext): Promise<Seen> {
  try {
    const repository = await Repository.open(path, context);
    const moved = await context.files.stat(`${repository.gitFolder}/logs/HEAD`);
    if (moved === undefined) return { changes: [] };
    const commit = (await repository.git(["rev-parse", "--short", "HEAD"])).trim();
    return { changes: [{ at: moved.modifiedAt, what: `the work tree ${path} was moved to ${commit}`, target: id }] };
  } catch (error) {
    if (error instanceof GitError) return { changes: [], trouble: `the work tree ${path}: ${error.message}` };
    throw error;
  }
}
