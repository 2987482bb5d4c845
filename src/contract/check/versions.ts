/** Outputs that say which version of the contract they follow. */
import type { Finding } from "#core/model";
import type { CompiledFormat } from "../compile/index.ts";
import type { Document } from "./document.ts";
import { finding } from "./finding.ts";

/** Labels by which an output names the version; never unknown fields. */
export const versionLabels = ["contractversion", "formatversion", "schemaversion"] as const;

export function versionFindings(
  document: Document,
  { format, rules }: CompiledFormat,
  contract: string | null,
): Finding[] {
  const own = new Set(rules.map(({ key }) => key));
  return [...versionLabels, "version"].flatMap((key) => {
    const label = own.has(key) ? undefined : document.labels.get(key)?.[0];
    const expected = wanted(key, format.version, contract);
    if (label === undefined || expected === null || label.line.kind === "heading") return [];
    return mismatch(label.label.value, expected, label.label.name, document.lineNumber(label.at), format.isAdvisory);
  });
}

/** All but the contract's own are the format's, where it has one. */
export function wanted(key: string, format: string | null, contract: string | null): string | null {
  if (key === "contractversion") return contract;
  return format;
}

export function mismatch(
  said: string,
  expected: string,
  path: string,
  line: number | null,
  advisory: boolean,
): Finding[] {
  if (plain(said) === plain(expected)) return [];
  return [finding({ kind: "version_mismatch", expected, received: said }, path, line, advisory)];
}

/** `v2.0`, `2.0` and `"2"` are one version. */
function plain(version: string): string {
  return version
    .replace(/[`"'*\s]/g, "")
    .replace(/^v/i, "")
    .replace(/(?:\.0)+$/, "");
}
