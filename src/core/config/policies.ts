/** `policies`: options of built-in ones by their name; under any other name a policy of one's own, which says when it speaks. */
import { checkPolicyCondition } from "#core/lib";
import { type OwnPolicy, ownPolicySchema, type Settings } from "#core/model";
import { check } from "./check.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import type { Path, Source } from "./source/index.ts";

export interface ReadPolicies {
  readonly builtIn: Settings["policies"];
  readonly own: readonly OwnPolicy[];
}

const policyName = /^[a-z][a-z0-9-]{0,63}$/;

/** `from`: what is said of where they come from. `isPack`: options of built-in ones are then none of its business. */
export function readPolicies(
  entries: Readonly<Record<string, unknown>>,
  source: Source,
  base: Path,
  into: Gathering,
  { from, isPack }: { readonly from: string; readonly isPack: boolean },
): ReadPolicies {
  const builtIn: Record<string, Readonly<Record<string, unknown>>> = {};
  const own: OwnPolicy[] = [];
  for (const [name, value] of Object.entries(entries)) {
    if (into.problems.isFull) break;
    const path = [...base, name];
    const policy = into.kinds.policies.get(name);
    if (policy === undefined) {
      const read = readOwn(name, value, source, path, into);
      if (read !== undefined) own.push({ ...read, name, source: from });
    } else if (isPack) {
      const message =
        "is a built-in policy; a pack may bring policies of its own, but does not set the options of others";
      into.problems.push(source.problem(path, message, { atKey: true }));
    } else if (check(policy.schema, value, source, path, into.problems) !== undefined) {
      // Checked here, read again by the guard: what is kept is what was written, so that durations are read once.
      builtIn[name] = value as Readonly<Record<string, unknown>>;
    }
  }
  return { builtIn, own };
}

function readOwn(name: string, value: unknown, source: Source, path: Path, into: Gathering) {
  const isOwn = typeof value === "object" && value !== null && Object.hasOwn(value, "when");
  if (!isOwn) {
    const known = [...into.kinds.policies.keys()];
    const otherwise = `there are ${known.join(", ")}; one of your own says \`when\` it speaks`;
    const suggestion = didYouMean(name, known, otherwise);
    into.problems.push(source.problem(path, `there is no policy "${name}"`, { suggestion, atKey: true }));
    return undefined;
  }
  if (!policyName.test(name)) {
    const suggestion = "write it like no-restarts-by-day";
    into.problems.push(source.problem(path, "is no name for a policy", { suggestion, atKey: true }));
    return undefined;
  }
  const read = check(ownPolicySchema, value, source, path, into.problems);
  if (read === undefined) return undefined;
  const checked = checkPolicyCondition(read.when);
  if (!checked.ok) {
    const { message, suggestion, offset } = checked.problem;
    into.problems.push(source.problem([...path, "when"], message, { suggestion, offset }));
  }
  for (const [index, action] of (read.avoid?.actions ?? []).entries()) {
    if (into.kinds.actions.has(action)) continue;
    const suggestion = didYouMean(action, into.kinds.actions.keys());
    into.problems.push(
      source.problem([...path, "avoid", "actions", index], `there is no action "${action}"`, { suggestion }),
    );
  }
  return read;
}

/** A policy of one's own replaces a pack's of the same name. */
export function lastOfEachPolicy(policies: readonly OwnPolicy[]): readonly OwnPolicy[] {
  return [...new Map(policies.map((policy) => [policy.name, policy])).values()];
}
