/** `healers.agents`: coding agents, by name (HEALER-16). The kind of each is the key of it that names a member of the family. */
import { z } from "zod";
import {
  type Agent,
  type AgentSettings,
  type DeclaredRepository,
  duration,
  formatDuration,
  name,
  size,
} from "#core/model";
import { check } from "./check.ts";
import { withAbsolutePaths } from "./extensions.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";

const longestMs = 86_400_000;

/** What every agent may say beside its kind's own options. */
export const agentCommonSchema = z.object({
  name: name.describe("Unique; `repositories` say by it which may be asked"),
  timeout: duration
    .default(600_000)
    .refine((ms) => ms >= 1_000 && ms <= longestMs, "must be from 1s to 24h")
    .describe("For one task; after it the agent is ended with all that it started"),
  maxFiles: z.number().int().min(1).max(1_000).default(5).describe("How many files it may change for one task"),
  maxBytes: size.default(1_000_000).describe("How large the files that it changed may be together"),
  mayLeave: z
    .array(z.string().regex(/^[^/]{1,200}$/, "is no name of a file or folder at the top of a worktree"))
    .max(100)
    .default([])
    .describe("What it may leave at the top of its worktree, with *, such as .cache*; it is not taken over"),
});

type Common = z.output<typeof agentCommonSchema>;
const commonKeys = Object.keys(agentCommonSchema.shape);

export async function readAgents(
  { healers, model }: ConfigurationInput,
  source: Source,
  into: Gathering,
): Promise<readonly AgentSettings[]> {
  if (healers.agents.length === 0) return [];
  const kinds = await into.kinds.agents();
  const read: AgentSettings[] = [];
  for (const [index, value] of healers.agents.entries()) {
    const path: Path = ["healers", "agents", index];
    const one = readOne(value, kinds, source, path, into);
    if (one === undefined) continue;
    if (read.some((other) => other.name === one.name))
      into.problems.push(source.problem([...path, "name"], `the name "${one.name}" is taken by another agent`));
    if (one.kind === "model" && model === undefined) {
      const suggestion = "say under `model` which one, and where";
      into.problems.push(source.problem([...path, "model"], "there is no language model", { suggestion }));
    }
    read.push(one);
  }
  return read;
}

/** What a repository says it may be asked must be there. */
export function checkAgentNames(
  repositories: readonly Pick<DeclaredRepository, "id" | "agents">[],
  agents: readonly AgentSettings[],
  source: Source,
  into: Gathering,
): void {
  const known = agents.map(({ name: id }) => id);
  for (const [index, { agents: wanted }] of repositories.entries()) {
    for (const [at, id] of wanted.entries()) {
      if (known.includes(id)) continue;
      const suggestion = didYouMean(id, known, "name it under healers: agents");
      into.problems.push(
        source.problem(["repositories", index, "agents", at], `there is no agent "${id}"`, { suggestion }),
      );
    }
  }
}

function readOne(
  value: unknown,
  kinds: ReadonlyMap<string, Agent>,
  source: Source,
  path: Path,
  into: Gathering,
): AgentSettings | undefined {
  const known = [...kinds.keys()];
  const given = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : [];
  const named = given.map(([key]) => key).filter((key) => kinds.has(key));
  const [kind] = named;
  const member = kinds.get(kind ?? "");
  if (kind === undefined || member === undefined || named.length > 1) {
    into.problems.push(source.problem(path, `must say what the agent is: one of ${known.join(", ")}`));
    return undefined;
  }
  const isCommon = ([key]: readonly [string, unknown]) => commonKeys.includes(key);
  const common = check(agentCommonSchema, Object.fromEntries(given.filter(isCommon)), source, path, into.problems);
  const own = Object.fromEntries(given.filter((entry) => !isCommon(entry)));
  const { shape = {} } = member.schema as { shape?: Readonly<Record<string, unknown>> };
  const knownKeys = [...commonKeys, ...Object.keys(shape)];
  const options = check(member.schema, own, source, path, into.problems, { knownKeys });
  if (common === undefined || options === undefined) return undefined;
  const placed = withAbsolutePaths(member.schema, options as Record<string, unknown>, into.folder);
  return settingsOf(common, kind, withProgram(placed, into.folder));
}

function settingsOf({ name: id, ...common }: Common, kind: string, options: Readonly<Record<string, unknown>>) {
  const { timeout: timeoutMs, maxFiles, maxBytes, mayLeave } = common;
  return { name: id, kind, options, budget: { timeoutMs, maxFiles, maxBytes }, mayLeave };
}

/** A program that is named by a path would else be looked for in the worktree, where others write. */
function withProgram(options: Record<string, unknown>, folder: string): Record<string, unknown> {
  const { command } = options;
  if (!Array.isArray(command)) return options;
  const [program, ...words] = command as readonly string[];
  return program?.includes("/") === true ? { ...options, command: [absolute(folder, program), ...words] } : options;
}

/** In the words of chiron.yaml; what secrets are is only said by where they stand. */
export function showAgent({ name: id, kind: _, options, budget, mayLeave }: AgentSettings) {
  const { timeoutMs, ...bounds } = budget;
  return { name: id, ...options, timeout: formatDuration(timeoutMs), ...bounds, mayLeave };
}
