/**
 * Formats that chiron.yaml names for gates and the contract does not have. Nothing that comes through there can be checked; which is the
 * configuration's fault, and never a violation of whoever sent it.
 */
import { ChironError, type ContractSetting } from "#core/model";
import type { ContractSummary } from "../apart/index.ts";

interface Named {
  /** As in chiron.yaml. */
  readonly key: string;
  readonly gate: string;
  readonly format: string;
}

/** In words for the owner of the configuration; null when there is every one. */
export function missingInWords(setting: ContractSetting, summary: ContractSummary): string | null {
  const missing = missingFrom(setting, summary);
  if (missing.length === 0) return null;
  const each = missing.map(({ key, format }) => `${key} is ${format}`);
  return `what chiron.yaml names is not in it: ${each.join(", ")}; ${hasOf(summary)}`;
}

/** Throws `conflict` when an output at the gate is to have a format by the configuration that there is none of. */
export function refuseMissing(setting: ContractSetting, summary: ContractSummary, gate: string, format: string): void {
  const missing = missingFrom(setting, summary).find((one) => one.gate === gate && one.format === format);
  if (missing === undefined) return;
  const { id, path } = setting;
  throw new ChironError(
    "conflict",
    `outputs at ${gate} cannot be checked: the contract ${id} has no format ${format}`,
    {
      help: `In chiron.yaml, ${missing.key} of the contract ${id} is ${format}; in ${path}, ${hasOf(summary)}. Change one of them.`,
    },
  );
}

function missingFrom({ gates, follow }: ContractSetting, { formats }: ContractSummary): readonly Named[] {
  const known = new Set(formats.map(({ id }) => id));
  const named = [
    ...gates.map(({ gate, format }) => ({ key: `gates.${gate}.format`, gate, format })),
    ...follow.map(({ gate, format }, index) => ({ key: `follow[${index}].format`, gate, format })),
  ];
  return named.flatMap(({ key, gate, format }) =>
    format === null || known.has(format) ? [] : [{ key, gate, format }],
  );
}

function hasOf({ formats }: ContractSummary): string {
  if (formats.length === 0) return "there is no format at all";
  const ids = [...new Set(formats.map(({ id }) => id))];
  return `${ids.length === 1 ? "the only format is" : "the formats are"} ${ids.join(", ")}`;
}
