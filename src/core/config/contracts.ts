/** The section `contracts`: what outputs are held against, at which gates, and which of them are read without being sent. */
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type ContractSetting, duration, type FollowSetting, name } from "#core/model";
import { check } from "./check.ts";
import { warnOfMissingFormats } from "./contract-formats.ts";
import { absolute, didYouMean, type Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";

/** What is read is kept in the log, whole, and an event of the log has its limit. */
const largestContract = 512_000;
const shippedFlows = fileURLToPath(new URL("../../../packs/contract/FLOWS.md", import.meta.url));
const formatId = z
  .string({ error: "must be a format's number in quotes, such as '4.1'" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, "is no format's number; write it as in the heading, such as '4.1'");

const gateSchema = z
  .strictObject({ format: formatId.optional().describe("The format of all outputs at it; default: recognised") })
  .nullable();

const followSchema = z
  .strictObject({
    file: z.string().min(1).optional().describe("A file that is appended to, such as a log of outputs"),
    folder: z.string().min(1).optional().describe("A folder in which every file is one output"),
    stream: z
      .url({ protocol: /^https?$/, error: "is not an http or https address" })
      .optional()
      .describe("The address of server-sent events; the data of each is one output"),
    gate: name.describe("The gate that these outputs come through"),
    format: formatId.optional().describe("The format of all of them; default: recognised"),
    split: z
      .enum(["lines", "whole"])
      .default("lines")
      .describe("Of a file: every line is an output, or the whole file is one, each time it is written"),
    from: z
      .enum(["now", "beginning"])
      .default("now")
      .describe("Where it begins when it is new: with what is written from then on, or with all that is there"),
  })
  .refine(
    ({ file, folder, stream }) => [file, folder, stream].filter((one) => one !== undefined).length === 1,
    "must name exactly one: file, folder or stream",
  );

export const contractSchema = z.strictObject({
  id: name.describe("Unique; used in commands, paths and messages"),
  path: z.string().min(1).describe("The contract, usually CONTRACT.md"),
  repository: name.optional().describe("Which of `repositories` holds it: there it is mended, once a human says so"),
  gates: z.record(name, gateSchema).default({}).describe("The gates that are its own; default: every gate"),
  follow: z.array(followSchema).max(100).default([]).describe("Outputs that are read as they are written"),
  retryWithin: duration
    .default(300_000)
    .describe("How long an output that was sent as `transient` waits for a retry before it counts. Default: 5m"),
  migrationWindow: duration
    .default(90 * 86_400_000)
    .describe("How long outputs of the version before are accepted. Default: 90d"),
  file: z
    .string()
    .regex(
      /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\p{Cc}\\]+$/u,
      "must be a path within the repository, such as docs/CONTRACT.md",
    )
    .optional()
    .describe("Where it stands in `repository`; default: where `path` lies in it"),
  flows: z.string().min(1).optional().describe("Your own FLOWS.md; default: the one that ships"),
  replay: z
    .strictObject({
      command: z.array(z.string().min(1)).min(1).describe("Fixed words, no shell; run in the repository's top"),
      timeout: duration.default(60_000).describe("For one output. Default: 1m"),
    })
    .optional()
    .describe("Your parser: given an output on standard input, it exits with 0 where it understands it"),
});
type ContractInput = z.output<typeof contractSchema>;

export async function readContracts(
  { contracts, repositories }: ConfigurationInput,
  source: Source,
  into: Gathering,
): Promise<readonly ContractSetting[]> {
  const read: ContractSetting[] = [];
  const owners = new Map<string, string>();
  for (const [index, value] of contracts.entries()) {
    const path: Path = ["contracts", index];
    const input = check(contractSchema, value, source, path, into.problems);
    if (input === undefined) continue;
    if (read.some(({ id }) => id === input.id))
      into.problems.push(source.problem([...path, "id"], `the id "${input.id}" is taken by another contract`));
    checkRepository(input, idsOf(repositories), source, path, into);
    checkGates(input, owners, source, path, into);
    const setting = settingOf(input, topOf(input, repositories, into), into);
    if (setting.repository !== null && setting.file === null) {
      const message = `${input.id}: ${setting.path} does not lie in the repository ${setting.repository}`;
      const suggestion = "say as `file` where it stands there";
      into.problems.push(source.problem([...path, "repository"], message, { suggestion }));
    }
    await checkPlace(setting, source, [...path, "path"], into);
    if ((await into.files.stat(setting.flows, { follow: true }))?.kind !== "file")
      into.problems.push(source.problem([...path, "flows"], `there is no file ${setting.flows}`));
    read.push(setting);
  }
  const open = read.filter(({ gates }) => gates.length === 0);
  if (read.length > 1 && open.length > 1) {
    const names = open.map(({ id }) => id).join(", ");
    const suggestion = "say under `gates` which are whose; one contract may go without";
    into.problems.push(source.problem(["contracts"], `every gate would be that of ${names}`, { suggestion }));
  }
  return read;
}

function idsOf(repositories: readonly unknown[]): readonly string[] {
  return repositories.flatMap((one) => {
    const id = (one as { readonly id?: unknown } | null)?.id;
    return typeof id === "string" ? [id] : [];
  });
}

/** The top of its repository; null where there is none. */
function topOf({ repository }: ContractInput, known: readonly unknown[], { folder }: Gathering): string | null {
  const found = known.find((one) => (one as { readonly id?: unknown } | null)?.id === repository);
  const path = (found as { readonly path?: unknown } | undefined)?.path;
  return repository === undefined || typeof path !== "string" ? null : absolute(folder, path);
}

function checkRepository(
  { id, repository }: ContractInput,
  known: readonly string[],
  source: Source,
  path: Path,
  into: Gathering,
): void {
  if (repository === undefined || known.includes(repository)) return;
  const message = `${id}: there is no repository "${repository}"`;
  const suggestion = didYouMean(repository, known, "declare it under `repositories`");
  into.problems.push(source.problem([...path, "repository"], message, { suggestion }));
}

/** A gate has one contract; what is followed goes through gates that the contract has. */
function checkGates(
  { id, gates, follow }: ContractInput,
  owners: Map<string, string>,
  source: Source,
  path: Path,
  into: Gathering,
): void {
  const own = Object.keys(gates);
  for (const gate of own) {
    const owner = owners.get(gate);
    owners.set(gate, owner ?? id);
    if (owner !== undefined)
      into.problems.push(source.problem([...path, "gates", gate], `is a gate of the contract ${owner} already`));
  }
  for (const [index, { gate, file, folder, stream }] of follow.entries()) {
    const at = [...path, "follow", index];
    const isTwice = follow
      .slice(0, index)
      .some((one) => one.file === file && one.folder === folder && one.stream === stream);
    if (isTwice) into.problems.push(source.problem(at, "is followed already: one source goes through one gate"));
    if (own.length === 0 || own.includes(gate)) continue;
    const suggestion = didYouMean(gate, own, `its gates are ${own.join(", ")}`);
    const message = `${id} has no gate "${gate}"`;
    into.problems.push(source.problem([...at, "gate"], message, { suggestion }));
  }
}

function settingOf(input: ContractInput, top: string | null, into: Gathering): ContractSetting {
  const path = absolute(into.folder, input.path);
  const inside = top !== null && path.startsWith(`${top}/`) ? path.slice(top.length + 1) : null;
  return {
    id: input.id,
    path,
    repository: input.repository ?? null,
    gates: Object.entries(input.gates).map(([gate, given]) => ({ gate, format: given?.format ?? null })),
    follow: input.follow.map((one) => followOf(one, into)),
    retryWithinMs: input.retryWithin,
    migrationWindowMs: input.migrationWindow,
    file: input.file ?? inside,
    flows: input.flows === undefined ? shippedFlows : absolute(into.folder, input.flows),
    replay: input.replay === undefined ? null : { command: input.replay.command, timeoutMs: input.replay.timeout },
  };
}

function followOf(
  { file, folder, stream, gate, format, split, from: begin }: ContractInput["follow"][number],
  into: Gathering,
): FollowSetting {
  const rest = { gate, format: format ?? null, split, begin };
  if (file !== undefined) return { kind: "file", from: absolute(into.folder, file), ...rest };
  if (folder !== undefined) return { kind: "folder", from: absolute(into.folder, folder), ...rest };
  return { kind: "stream", from: stream ?? "", ...rest };
}

/** One that is not there may be in a place that is not mounted yet, for which no engine is to stay down. */
async function checkPlace(setting: ContractSetting, source: Source, at: Path, into: Gathering): Promise<void> {
  const { path } = setting;
  const stat = await into.files.stat(path, { follow: true });
  if (stat === undefined) {
    const suggestion = "nothing is checked until it is there";
    into.warnings.push(source.problem(at, `there is nothing at ${path}`, { suggestion }));
  } else if (stat.kind !== "file") {
    const suggestion = "name the file, such as CONTRACT.md in it";
    into.problems.push(source.problem(at, `${path} is no file`, { suggestion }));
  } else if (stat.size > largestContract) {
    into.problems.push(source.problem(at, `${path} has ${stat.size} bytes; ${largestContract} is the most`));
  } else {
    await warnOfMissingFormats(setting, largestContract, { source, path: at.slice(0, -1) }, into);
  }
}
