/** Whether bytes are a file of their language that its parser takes. */
import type { Language, LanguageName, Parser, SyntaxFault } from "#repair/languages";

export type Judgement =
  | { readonly kind: "healthy"; readonly foreign?: string }
  | { readonly kind: "broken"; readonly errors: readonly SyntaxFault[] }
  /** Neither: nobody can tell, or nobody should. */
  | { readonly kind: "skipped"; readonly why: string };

const FILE_BYTES_AT_MOST = 2 << 20;

/** By their own rules these must be UTF-8. Browsers, shells and Node read the others whatever their bytes are. */
const UTF8_ONLY: ReadonlySet<LanguageName> = new Set(["go", "json", "python", "rust", "toml", "yaml"]);
const CODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m;

export async function judge(bytes: Uint8Array, path: string, language: Language, parser: Parser): Promise<Judgement> {
  if (bytes.length > FILE_BYTES_AT_MOST) return { kind: "skipped", why: `larger than ${FILE_BYTES_AT_MOST >> 20} MiB` };
  const unreadable = encodingFault(bytes, language.name);
  if (unreadable !== undefined) return unreadable;
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const result = await parser.parse(text, path);
  if (result.ok) return { kind: "healthy", ...(result.foreign !== undefined && { foreign: result.foreign }) };
  return { kind: "broken", errors: result.errors };
}

function encodingFault(bytes: Uint8Array, language: LanguageName): Judgement | undefined {
  const isMarked = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isMarked) {
    // Browsers take UTF-16 with its mark, and YAML's specification asks it of every reader.
    if (language === "html" || language === "css" || language === "yaml") return { kind: "healthy", foreign: "UTF-16" };
    return { kind: "broken", errors: [{ line: 1, column: 1, message: "UTF-16 where UTF-8 is due" }] };
  }
  if (bytes.includes(0)) {
    if (isWideText(bytes))
      return { kind: "broken", errors: [{ line: 1, column: 1, message: "UTF-16 where UTF-8 is due" }] };
    return bytes.every((byte) => byte === 0)
      ? { kind: "broken", errors: [{ line: 1, column: 1, message: "nothing but zero bytes" }] }
      : { kind: "skipped", why: "binary" };
  }
  if (!UTF8_ONLY.has(language) || isUtf8(bytes)) return undefined;
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 400)).split("\n").slice(0, 2).join("\n");
  if (language === "python" && CODING.test(head))
    return { kind: "healthy", foreign: "it names an encoding of its own" };
  const line = firstInvalidLine(bytes);
  return { kind: "broken", errors: [{ line, column: 1, message: "not UTF-8" }] };
}

/** Zero bytes on one side of every pair only, and on most. */
function isWideText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, 4_096);
  let [even, odd] = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) at % 2 === 0 ? even++ : odd++;
  });
  return Math.min(even, odd) === 0 && Math.max(even, odd) > sample.length * 0.35;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function firstInvalidLine(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    if (!isUtf8(bytes.subarray(start, end < 0 ? bytes.length : end))) return line;
    if (end < 0) break;
    start = end + 1;
  }
  return 1;
}
