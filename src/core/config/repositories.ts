/** The section `repositories`: what the mender looks after. */
import { join } from "node:path";
import { z } from "zod";
import { autonomies, type DeclaredRepository, duration, formatDuration, name } from "#core/model";
import { check } from "./check.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";

/** What git-check-ref-format(1) allows, without what would need quoting anywhere. */
const branchName = z
  .string()
  .max(200)
  .regex(/^(?![-./])(?!.*(\.\.|\/\/|@\{|\/\.))(?!.*(\.lock|[./])$)[A-Za-z0-9._/@+=-]+$/, "is no name of a branch");
const globs = z.array(z.string().min(1).max(500)).max(200).default([]);

export const repositorySchema = z.strictObject({
  id: name.describe("Unique; used in commands, paths and messages"),
  path: z.string().min(1).describe("The top of a git work tree, or a bare repository"),
  branch: branchName
    .optional()
    .describe("The branch that is scanned, and that repairs are for; default: the one that its HEAD names"),
  autonomy: z
    .enum(autonomies)
    .default("approve")
    .describe("observe: tell; suggest: make a branch; approve: merge it once a human says so; auto: merge it"),
  scan: z
    .strictObject({
      every: z
        .union([duration, z.literal(0)])
        .default(900_000)
        .describe("How often; 0: only when somebody asks"),
      include: globs.describe("Paths, with * and **; default: every file that a parser knows"),
      exclude: globs.describe("Paths that are left alone, such as test/fixtures/**"),
      workingTree: z
        .boolean()
        .default(true)
        .describe("Whether files that are not committed are looked at too; they are told, and never changed"),
    })
    .prefault({}),
  test: z
    .strictObject({
      command: z
        .array(z.string().min(1))
        .min(1)
        .max(100)
        .describe("The program and its words, run in the work tree of the repair; no shell"),
      timeout: duration.default(600_000).describe("After this long it has failed"),
    })
    .optional()
    .describe("What must pass before a repair is shown"),
  agents: z
    .array(name)
    .default([])
    .describe("Coding agents that may be asked where no fixer helps, in this order; none by default"),
});
type RepositoryInput = z.output<typeof repositorySchema>;

const shortestMs = 10_000;

export async function readRepositories(
  { repositories }: ConfigurationInput,
  source: Source,
  into: Gathering,
): Promise<readonly DeclaredRepository[]> {
  const read: DeclaredRepository[] = [];
  for (const [index, value] of repositories.entries()) {
    const path: Path = ["repositories", index];
    const input = check(repositorySchema, value, source, path, into.problems);
    if (input === undefined) continue;
    if (read.some(({ id }) => id === input.id))
      into.problems.push(source.problem([...path, "id"], `the id "${input.id}" is taken by another repository`));
    const { every } = input.scan;
    if (every > 0 && every < shortestMs) {
      const message = `is too often: at least ${formatDuration(shortestMs)}`;
      into.problems.push(source.problem([...path, "scan", "every"], message, { suggestion: "0 is: only when asked" }));
    }
    const declared = declaredOf(input, into);
    await checkPlace(declared, source, [...path, "path"], into);
    read.push(declared);
  }
  return read;
}

function declaredOf(input: RepositoryInput, into: Gathering): DeclaredRepository {
  const { every, ...scan } = input.scan;
  return {
    ...{ id: input.id, autonomy: input.autonomy, agents: input.agents },
    path: absolute(into.folder, input.path),
    branch: input.branch ?? null,
    scan: { ...scan, everyMs: every === 0 ? null : every },
    test: input.test === undefined ? null : { command: input.test.command, timeoutMs: input.test.timeout },
  };
}

/** A folder that is not there may be one that is not mounted yet, for which no engine is to stay down; another folder is a mistake. */
async function checkPlace({ path }: DeclaredRepository, source: Source, at: Path, into: Gathering): Promise<void> {
  const { files } = into;
  const isThere = async (...names: string[]) =>
    (await files.stat(join(path, ...names), { follow: true })) !== undefined;
  const stat = await files.stat(path, { follow: true });
  if (stat === undefined) {
    const suggestion = "nothing is scanned until it is there";
    into.warnings.push(source.problem(at, `there is nothing at ${path}`, { suggestion }));
    return;
  }
  const isRepository =
    stat.kind === "folder" &&
    ((await isThere(".git")) || ((await isThere("HEAD")) && (await isThere("objects")) && (await isThere("refs"))));
  if (isRepository) return;
  const suggestion = "name the folder that holds .git, or a bare repository";
  into.problems.push(source.problem(at, `${path} is no git repository`, { suggestion }));
}

/** A target whose code lies in a repository names it. */
export function checkRepositoryOf(
  targets: readonly { readonly id: string; readonly repository?: string }[],
  repositories: readonly DeclaredRepository[],
  source: Source,
  into: Gathering,
): void {
  const ids = repositories.map(({ id }) => id);
  for (const [index, { id, repository }] of targets.entries()) {
    if (repository === undefined || ids.includes(repository)) continue;
    const suggestion = didYouMean(repository, ids);
    const message = `${id}: there is no repository "${repository}"`;
    into.problems.push(source.problem(["targets", index, "repository"], message, { suggestion }));
  }
}
