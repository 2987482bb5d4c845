/** Who may tell Chiron that something is wrong, and how it is understood. */
import type { IntakeSetting, Settings, Target } from "#core/model";
import { configuredMember } from "./extensions.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { ConfigurationInput } from "./schema.ts";
import type { Path, Source } from "./source/index.ts";
import { valueAt } from "./values.ts";

export function readIntake(
  { intake }: ConfigurationInput,
  source: Source,
  targets: readonly Target[],
  into: Gathering,
): Settings["intake"] {
  const { intakes } = into.kinds;
  const ids = targets.map(({ id }) => id);
  if (intake.catchAll !== undefined && !ids.includes(intake.catchAll)) {
    const suggestion = didYouMean(intake.catchAll, ids);
    const message = `there is no target "${intake.catchAll}"`;
    into.problems.push(source.problem(["intake", "catchAll"], message, { suggestion }));
  }
  const members: IntakeSetting[] = [];
  for (const [index, value] of intake.from.entries()) {
    const path: Path = ["intake", "from", index];
    const configured = configuredMember("intake", intakes, value, source, path, into);
    if (configured === undefined) continue;
    const { kind, options } = configured;
    for (const fault of intakes.get(kind)?.check?.(options) ?? [])
      into.problems.push(source.problem([...path, kind, ...fault.path], fault.message));
    const name = typeof options.name === "string" ? options.name : kind;
    if (members.some((other) => other.name === name)) {
      const suggestion = "give it a name of its own: name: …";
      into.problems.push(source.problem(path, `a second intake "${name}"`, { suggestion }));
    }
    members.push({ ...configured, name });
  }
  for (const { name, isAlwaysOn, schema } of intakes.values()) {
    if (!isAlwaysOn || members.some((member) => member.name === name)) continue;
    members.push({ name, kind: name, options: schema.parse({}) as IntakeSetting["options"] });
  }
  return { members, catchAll: intake.catchAll ?? null, clearsWithinMs: intake.clearsWithin };
}

/** Types of anomaly that need no rule: somebody outside, or the clock, says that they are there. */
export function typesTold(
  { schedules }: ConfigurationInput,
  { members }: Settings["intake"],
  { kinds }: Gathering,
): ReadonlySet<string> {
  const ofIntakes = members.flatMap(({ kind, options }) => kinds.intakes.get(kind)?.types?.(options) ?? []);
  const ofSchedules = schedules.flatMap((one) => {
    const type: unknown = valueAt(one, ["type"]);
    return typeof type === "string" ? [type] : [];
  });
  return new Set([...ofIntakes, ...ofSchedules]);
}
