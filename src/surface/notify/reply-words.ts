/** What a reply says, if it is one to a question: `approve K7F2`, `reject K7F2 not during the day`. */

export interface Reply {
  readonly answer: "approve" | "reject";
  /** Null: it names no question, neither itself nor by what it quotes. */
  readonly code: string | null;
  readonly reason: string;
}

/** As questions.ts of the engine makes them: no vowels, so that words of a sentence are not taken for one. */
const code = "[2-9BCDFGHJ-NP-TV-XZ]{4}";
const spoken = new RegExp(`^/?(approve|reject)\\b[\\s:]*(?:(${code})\\b)?[\\s:,.-]*(.*)$`, "isu");
const asked = new RegExp(`"approve (${code})"`, "u");
const longest = 1_000;

/** Undefined: it is something else that somebody said. `ambiguous`: it names one question and quotes another. */
export function readReply(text: string, quoted: string | null): Reply | "ambiguous" | undefined {
  const plain = text
    .slice(0, longest)
    .normalize("NFKC")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  const [, verb, named, reason = ""] = spoken.exec(plain) ?? [];
  if (verb === undefined) return undefined;
  const inQuoted = quoted === null ? undefined : asked.exec(quoted)?.[1];
  const said = named?.toUpperCase();
  if (said !== undefined && inQuoted !== undefined && said !== inQuoted) return "ambiguous";
  const answer = verb.toLowerCase() === "approve" ? "approve" : "reject";
  return { answer, code: said ?? inQuoted ?? null, reason: reason.trim() };
}
