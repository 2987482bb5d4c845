/** Is what is said to be missing or wrong there after all, in a form that a person would have taken? Then the parser looks too closely. */
import type { Finding } from "#core/model";

/** Of the output; more is not searched. */
const longestSearch = 20_000;
const label = /^[\s>*_#|-]*["'`]?([^:"'`*|\n]{1,80}?)["'`*_]*\s*(?::|$)/gmu;

/** One short sentence part, or null. */
export function clueOf(finding: Finding, raw: string): string | null {
  const { kind, path, received, expected } = finding;
  switch (kind) {
    case "missing_field":
      return labelledAlmost(path.split("/").at(-1) ?? path, raw.slice(0, longestSearch));
    case "wrong_enum": {
      const meant = words(expected).find((word) => fold(word) === fold(received) && word !== received);
      return meant === undefined ? null : `\`${short(received)}\` differs from \`${meant}\` only in how it is written`;
    }
    case "wrong_type":
      if (/\b(integer|number)\b/.test(expected) && /^\D{0,20}\d[\d,.]*\D{0,20}$/.test(received)) {
        return `\`${short(received)}\` holds a number`;
      }
      if (/\bdate\b/i.test(expected) && /\b(\d{4}[./]\d{1,2}[./]\d{1,2}|\d{4}-\d{2}-\d{2}[T ])/.test(received)) {
        return `\`${short(received)}\` holds a date`;
      }
      return null;
    default:
      return null;
  }
}

function labelledAlmost(name: string, raw: string): string | null {
  for (const match of raw.matchAll(label)) {
    const written = (match[1] ?? "").trim();
    if (written !== name && fold(written) === fold(name)) {
      const line = raw.slice(0, match.index + match[0].indexOf(written)).split("\n").length;
      return `line ${line} has \`${short(written)}\`, which differs only in how it is written`;
    }
  }
  return null;
}

function words(list: string): readonly string[] {
  return list
    .split(/[|,]|\bor\b/)
    .map((word) =>
      word
        .replace(/^[^:]*:\s*/, "")
        .replace(/["'`]/g, "")
        .trim(),
    )
    .filter(Boolean);
}

function fold(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
