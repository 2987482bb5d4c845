/** What probes measure only where somebody asks: switched on for the targets whose rules or runbooks speak of it. */
import { checkCondition } from "#core/lib";
import type { AnomalyRule, ProbeDeclaration, Runbook, Target } from "#core/model";
import type { Gathering } from "./gathering.ts";
import { concerns } from "./rules.ts";

interface Knowledge {
  readonly rules: readonly AnomalyRule[];
  readonly runbooks: readonly { readonly runbook: Runbook }[];
}

export function withDemands(
  targets: readonly Target[],
  { rules, runbooks }: Knowledge,
  { kinds: { probes } }: Gathering,
): readonly Target[] {
  const ofRules = rules.map((rule) => ({ rule, values: valuesIn(conditionsOfRule(rule)) }));
  const ofRunbooks = runbooks.map(({ runbook }) => ({ runbook, values: valuesIn(conditionsOfRunbook(runbook)) }));
  const demand = (declaration: ProbeDeclaration, asked: ReadonlySet<string>): ProbeDeclaration => {
    const wanted = Object.entries(probes.get(declaration.kind)?.onDemand ?? {})
      .filter(([option, values]) => declaration.options[option] === undefined && values.some((one) => asked.has(one)))
      .map(([option]) => [option, true]);
    if (wanted.length === 0) return declaration;
    return { ...declaration, options: { ...declaration.options, ...Object.fromEntries(wanted) } };
  };
  return targets.map((target) => {
    const own = ofRules.filter(({ rule }) => concerns(rule, target));
    const types = new Set(own.map(({ rule }) => rule.type));
    const matching = ofRunbooks.filter(
      ({ runbook: { matches, kinds } }) =>
        matches.some((type) => types.has(type)) && (kinds === undefined || kinds.includes(target.kind)),
    );
    const asked = new Set([...own, ...matching].flatMap(({ values }) => values));
    return { ...target, probes: target.probes.map((declaration) => demand(declaration, asked)) };
  });
}

function conditionsOfRule({ when, given, clearWhen, confirmWhen }: AnomalyRule): readonly (string | undefined)[] {
  return [when, given, clearWhen, confirmWhen];
}

function conditionsOfRunbook({ symptoms, strategies }: Runbook): readonly (string | undefined)[] {
  return [...symptoms, ...strategies.flatMap(({ when, validate }) => [when, validate])];
}

function valuesIn(conditions: readonly (string | undefined)[]): readonly string[] {
  return conditions.flatMap((condition) => {
    const checked = condition === undefined ? undefined : checkCondition(condition);
    return checked?.ok ? checked.values.map(({ name }) => name) : [];
  });
}
