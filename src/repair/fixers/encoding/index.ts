import { type BrokenFile, type Candidate, defineFixer, type Verdict } from "../fixer.ts";
import { decodeUtf16, looksLikeUtf16, readAsWestern, unmangle } from "./decode.ts";

export const encoding = defineFixer({
  name: "encoding",
  summary:
    "writes UTF-16 and Latin-1 as UTF-8, undoes a double encoding, and puts plain signs where typographic ones stand in code",
  languages: "all",
  decide,
  propose,
});

function decide({ bytes, text, language, history }: BrokenFile): Verdict | undefined {
  const endian = looksLikeUtf16(bytes);
  if (endian !== undefined) {
    const decoded = decodeUtf16(bytes, endian);
    return decoded === undefined ? undefined : asBytes(decoded, `writes as UTF-8 what was UTF-16 (${endian})`);
  }
  if (text.includes("\uFFFD") && !isUtf8(bytes)) {
    const western = readAsWestern(bytes);
    if (western === undefined) return undefined;
    // A former version that was right tells which of the old encodings it was.
    const isSure = history.some((former) => former === western.text) || western.isCertain;
    if (!isSure)
      return {
        kind: "human",
        why: `${language} is to be UTF-8, and which encoding this is cannot be told for certain`,
      };
    return asBytes(western.text, "writes as UTF-8 what was Latin-1");
  }
  const clear = unmangle(text);
  return clear === undefined ? undefined : asBytes(clear, "undoes a double encoding");
}

function asBytes(text: string, why: string): Verdict {
  return { kind: "bytes", bytes: new TextEncoder().encode(text), why };
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const PLAIN: Readonly<Record<string, string>> = {
  ...{ "\u00A0": " ", "\u2007": " ", "\u202F": " ", "\u200B": "", "\u200C": "", "\u2060": "", "\uFEFF": "" },
  ...{
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "，": ",",
    "：": ":",
    "；": ";",
    "（": "(",
    "）": ")",
    "–": "-",
    "−": "-",
  },
};

/** What an editor for letters makes of code. In strings and comments it stays. */
function* propose(file: BrokenFile): Generator<Candidate> {
  const inText = file.tokens.filter(({ kind, unclosed }) => (kind === "string" || kind === "comment") && !unclosed);
  const edits = [...file.text.matchAll(/[\u00A0\u2007\u202F\u200B\u200C\u2060\uFEFF“”„‘’，：；（）–−]/g)]
    .filter(({ index }) => !inText.some(({ start, end }) => index >= start && index < end))
    .map((match) => ({ at: match.index, remove: 1, insert: PLAIN[match[0]] ?? "" }));
  if (edits.length > 0) yield { edits, why: "puts plain signs where typographic ones stand in the code" };
}
