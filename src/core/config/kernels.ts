/**
 * `kernels`: long-running processes with a heartbeat. Each is a target of its own kind, with a direct supervisor and the two probes that
 * tell whether it is there and whether it is at work; so the same loop watches and heals it.
 */
import { z } from "zod";
import { argv, autonomies, criticalities, duration, name } from "#core/model";
import { check } from "./check.ts";
import type { Gathering } from "./gathering.ts";
import { composedSource, type Origin } from "./packs/index.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import type { Written } from "./written.ts";

const heartbeatSchema = z
  .strictObject({
    file: z.string().min(1).max(4_096).optional().describe("A file that it touches; relative to chiron.yaml"),
    http: z.literal(true).optional().describe("It calls POST /v1/kernels/ID/beat, by the socket or with a token"),
    pipe: z.literal(true).optional().describe("It writes a line to its descriptor 3"),
    limit: duration.default(30_000).describe("It is silent, and is restarted, when nothing came for longer"),
    first: duration.default(60_000).describe("How long its first heartbeat after a start may take"),
  })
  .refine(
    ({ file, http, pipe }) => [file, http, pipe].filter((one) => one !== undefined).length === 1,
    "must say by exactly one of file, http or pipe how it beats",
  );

const kernelSchema = z.strictObject({
  id: name.describe("Unique among all targets; used in commands, paths and messages"),
  command: argv.describe("The program and its arguments; no shell reads them"),
  cwd: z.string().optional().describe("Working directory; default: the folder of chiron.yaml"),
  env: z.record(z.string(), z.string()).optional().describe("Environment variables added to Chiron's own"),
  stopGrace: z.string().optional().describe("How long it may take to stop before SIGKILL"),
  log: z.string().optional().describe("Where its output goes; default: services/<id>.log in the data folder"),
  heartbeat: heartbeatSchema.describe("How it shows that it is at work"),
  after: z
    .array(name)
    .default([])
    .describe("What has to be up before it is started: other kernels (by their first heartbeat), or targets"),
  criticality: z.enum(criticalities).default("normal"),
  autonomy: z
    .enum(autonomies)
    .default("auto")
    .describe("Whoever declares a kernel asks that it be kept running, so it is restarted unless this says less"),
});

/** The targets that the kernels stand for, as they would be written under `targets`. */
export function kernelTargets(input: ConfigurationInput, source: Source, into: Gathering): readonly Written[] {
  return input.kernels.flatMap((value, index) => {
    const path: Path = ["kernels", index];
    const kernel = check(kernelSchema, value, source, path, into.problems);
    return kernel === undefined ? [] : [targetFrom(value as Raw, kernel.after, source, path)];
  });
}

type Raw = Readonly<Record<string, unknown>>;

/** What was written stays as it was written, since it is read once more; what is told of it is told at its place. */
function targetFrom(raw: Raw, after: readonly string[], source: Source, path: Path): Written {
  const { id, command, cwd, env, stopGrace, log, heartbeat, criticality, autonomy = "auto" } = raw;
  const given = (values: Raw) => Object.fromEntries(Object.entries(values).filter(([, one]) => one !== undefined));
  const { file, ...beat } = heartbeat as Raw;
  const value = {
    id,
    kind: "kernel",
    autonomy,
    ...given({ criticality }),
    // Until its first heartbeat it warms up.
    startupGrace: beat.first ?? "60s",
    dependsOn: after,
    supervisor: { direct: { command, ...given({ cwd, env, stopGrace, log }) } },
    probes: [{ heartbeat: { ...beat, ...given({ path: file }) } }],
  };
  const at = (...more: Path): Origin => ({ source, path: [...path, ...more] });
  const within = (key: string | number, part: Origin): Origin => ({ ...at(), parts: new Map([[key, part]]) });
  const parts = new Map([
    ["dependsOn", at("after")],
    ["supervisor", within("direct", at())],
    ["probes", within(0, within("heartbeat", at("heartbeat")))],
  ]);
  return { value, source: composedSource(value, { ...at(), parts }), path: [] };
}

/** Without its rules a kernel would be looked at, and nothing of it ever found wrong. */
export function packsWithKernels({ packs, kernels }: ConfigurationInput): ConfigurationInput["packs"] {
  const isNamed = packs.some((pack) => pack === "healers" || (typeof pack === "object" && "healers" in pack));
  return kernels.length === 0 || isNamed ? packs : [...packs, "healers"];
}
