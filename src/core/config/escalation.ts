/** The escalation rules that are shipped, and the user's own over them. */
import { fileURLToPath } from "node:url";
import {
  type AnomalyRule,
  ChironError,
  type EscalationInput,
  type EscalationRule,
  type EscalationTrigger,
  escalationSchema,
} from "#core/model";
import { checkConditionAt } from "./conditions.ts";
import { didYouMean, type Gathering } from "./gathering.ts";
import { readSource, type Source } from "./source/index.ts";

const shippedFile = fileURLToPath(new URL("./escalation.yaml", import.meta.url));

/** `rules`: the anomaly rules in use; `isWhole`: all of them could be read. */
export async function readEscalation(
  own: EscalationInput,
  source: Source,
  rules: readonly AnomalyRule[],
  isWhole: boolean,
  into: Gathering,
): Promise<readonly EscalationRule[]> {
  const shipped = await readShipped(into);
  const classes = { ...shipped.classes, ...own.classes };
  checkOwn(own, classes, source, rules, isWhole, into);
  const inForce = new Map([...shipped.rules, ...own.rules].map((rule) => [rule.on, rule]));
  return [...inForce.values()].flatMap((rule) => {
    const trigger = triggerOf(rule);
    const { types, when } = classes[rule.on] ?? { types: [], when: undefined };
    return trigger === undefined ? [] : [{ on: rule.on, types: [...new Set([rule.on, ...types])], when, trigger }];
  });
}

async function readShipped({ files }: Gathering): Promise<EscalationInput> {
  const { source, problems } = await readSource(shippedFile, files);
  const parsed = escalationSchema.safeParse(source?.value);
  if (parsed.success) return parsed.data;
  const why = problems.map(({ message }) => message).join("; ") || parsed.error.message;
  throw new ChironError("internal", `the shipped escalation rules cannot be read: ${why}`);
}

function triggerOf(rule: EscalationInput["rules"][number]): EscalationTrigger | undefined {
  if (rule.immediately) return { kind: "immediately" };
  if (rule.afterAttempts !== undefined) return { kind: "attempts", count: rule.afterAttempts };
  return rule.afterTime === undefined ? undefined : { kind: "time", afterMs: rule.afterTime };
}

/** A misspelt name would call nobody, and nobody would notice. */
function checkOwn(
  own: EscalationInput,
  classes: EscalationInput["classes"],
  source: Source,
  rules: readonly AnomalyRule[],
  isWhole: boolean,
  into: Gathering,
): void {
  const types = new Set(rules.map(({ type }) => type));
  const known = new Set([...types, ...Object.keys(classes)]);
  const readings = new Set(into.kinds.probes.keys());
  const check = (name: string, path: readonly (string | number)[]) => {
    if (!isWhole || known.has(name)) return;
    const suggestion = didYouMean(name, known, `there are ${[...known].join(", ")}`);
    into.problems.push(source.problem(path, `there is no class or type of anomaly "${name}"`, { suggestion }));
  };
  for (const [index, { on }] of own.rules.entries()) check(on, ["escalation", "rules", index, "on"]);
  for (const [name, { types: list, when }] of Object.entries(own.classes)) {
    for (const [index, type] of list.entries()) check(type, ["escalation", "classes", name, "types", index]);
    checkConditionAt(when, { thresholds: undefined, readings }, source, ["escalation", "classes", name, "when"], into);
  }
}
