/** How the text of a language falls into tokens: enough to see brackets, strings and lines in a file that no parser takes. */

export interface StringShape {
  readonly open: string;
  readonly close: string;
  /** A backslash takes the next character with it. */
  readonly escapes: boolean;
  readonly multiLine: boolean;
}

export interface Shape {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly nestedComments: boolean;
  /** Longer openings first. */
  readonly strings: readonly StringShape[];
  /** A quote or a `#` counts only where a word could begin (YAML, and `#` in shell). */
  readonly quotesBeginWords: boolean;
  readonly commentsBeginWords: boolean;
  readonly words: RegExp;
  readonly templates: boolean;
  readonly regularExpressions: boolean;
  /** `'a` is a name, and `'a'` a character. */
  readonly lifetimes: boolean;
  readonly rustRawStrings: boolean;
  readonly hereDocuments: boolean;
  readonly tags: boolean;
  /** Brackets pair off in every file that parses; not so where `)` ends a pattern (shell), or in text (HTML). */
  readonly bracketsPair: boolean;
  /** The pairs that the language has. */
  readonly brackets: readonly string[];
  /** What may be missing or too much, beside brackets. */
  readonly marks: readonly string[];
  readonly quotes: readonly string[];
  /** Indentation says where a block ends. */
  readonly blocksByIndentation: boolean;
}

const WORDS = /[\p{L}\p{N}_$][\p{L}\p{N}_$]*/uy;

const plain = (quote: string, multiLine = false): StringShape => ({
  open: quote,
  close: quote,
  escapes: true,
  multiLine,
});
const raw = (open: string, close = open): StringShape => ({ open, close, escapes: false, multiLine: true });

const base: Shape = {
  lineComments: ["#"],
  blockComments: [],
  nestedComments: false,
  strings: [plain('"'), plain("'")],
  quotesBeginWords: false,
  commentsBeginWords: false,
  words: WORDS,
  templates: false,
  regularExpressions: false,
  lifetimes: false,
  rustRawStrings: false,
  hereDocuments: false,
  tags: false,
  bracketsPair: true,
  brackets: ["()", "[]", "{}"],
  marks: [",", ":", ";"],
  quotes: ['"', "'"],
  blocksByIndentation: false,
};

export interface CurlyOptions {
  readonly lineComments?: readonly string[];
  readonly words?: RegExp;
  readonly templates?: boolean;
  readonly regularExpressions?: boolean;
  readonly lifetimes?: boolean;
  readonly rustRawStrings?: boolean;
  readonly nestedComments?: boolean;
  readonly multiLineStrings?: boolean;
  readonly rawStrings?: readonly string[];
  readonly marks?: readonly string[];
}

/** The family of C. */
export function curlyShape(options: CurlyOptions): Shape {
  const rawStrings = options.rawStrings ?? [];
  const quoted = options.lifetimes ? [plain('"', true)] : [plain('"', options.multiLineStrings), plain("'")];
  return {
    ...base,
    lineComments: options.lineComments ?? ["//"],
    blockComments: [["/*", "*/"]],
    nestedComments: options.nestedComments ?? false,
    marks: options.marks ?? base.marks,
    strings: [...rawStrings.map((quote) => raw(quote)), ...quoted],
    words: options.words ?? WORDS,
    templates: options.templates ?? false,
    regularExpressions: options.regularExpressions ?? false,
    lifetimes: options.lifetimes ?? false,
    rustRawStrings: options.rustRawStrings ?? false,
    quotes: [
      ...quoted.map(({ open }) => open),
      ...(options.lifetimes ? ["'"] : []),
      ...(options.templates ? ["`"] : []),
      ...rawStrings,
    ],
  };
}

export const jsonShape: Shape = {
  ...base,
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  strings: [plain('"')],
  quotes: ['"'],
  brackets: ["[]", "{}"],
  marks: [",", ":"],
};

export const pythonShape: Shape = {
  ...base,
  strings: [plain('"""', true), plain("'''", true), plain('"'), plain("'")],
  blocksByIndentation: true,
};

export const tomlShape: Shape = {
  ...base,
  strings: [plain('"""', true), raw("'''"), plain('"'), { open: "'", close: "'", escapes: false, multiLine: false }],
  words: /[\p{L}\p{N}_-]+/uy,
  brackets: ["[]", "{}"],
  marks: [",", "=", "."],
};

export const yamlShape: Shape = {
  ...base,
  strings: [plain('"', true), { open: "'", close: "'", escapes: false, multiLine: true }],
  quotesBeginWords: true,
  commentsBeginWords: true,
  words: /[\p{L}\p{N}_./$@+*&-]+/uy,
  brackets: ["[]", "{}"],
  marks: [",", ":", "-"],
  blocksByIndentation: true,
  bracketsPair: false,
};

export const shellShape: Shape = {
  ...base,
  strings: [plain('"', true), { open: "'", close: "'", escapes: false, multiLine: true }],
  commentsBeginWords: true,
  words: /[\p{L}\p{N}_$./@%+=~^-]+/uy,
  hereDocuments: true,
  bracketsPair: false,
  marks: [";", ";;"],
  quotes: ['"', "'", "`"],
};

export const htmlShape: Shape = {
  ...base,
  lineComments: [],
  blockComments: [["<!--", "-->"]],
  strings: [plain('"', true), plain("'", true)].map((shape) => ({ ...shape, escapes: false })),
  words: /[\p{L}\p{N}_:.@-]+/uy,
  tags: true,
  bracketsPair: false,
  brackets: [],
  marks: ["<", ">", "="],
};
