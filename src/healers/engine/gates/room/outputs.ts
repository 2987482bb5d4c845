/** Outputs as they are kept: as text, not too long, and without secrets. */
import { isSecretName, maskSecrets, maskValues } from "#core/lib";
import type { Finding } from "#core/model";

const longestRaw = 65_536;
const longestWords = 1_000;
const mask = "***";

export interface Kept {
  readonly raw: string;
  readonly isCut: boolean;
}

export function keptOutput(output: unknown): Kept {
  const text = typeof output === "string" ? output : JSON.stringify(maskValues(output), null, 2);
  // Cut before it is masked: what is thrown away needs no looking through.
  const isCut = text.length > longestRaw;
  const raw = maskSecrets(isCut ? wholeCharacters(text.slice(0, longestRaw)) : text);
  return { raw, isCut };
}

export function keptFindings(findings: readonly Finding[]): readonly Finding[] {
  return findings.map((finding) => ({
    ...finding,
    path: finding.path.slice(0, longestWords),
    expected: finding.expected.slice(0, longestWords),
    received: isSecretName(finding.path) ? mask : maskSecrets(finding.received.slice(0, longestWords)),
  }));
}

/** Half of a character is none. */
function wholeCharacters(text: string): string {
  return /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
}
