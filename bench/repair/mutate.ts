/** Ways to break a file, each once, at a place drawn by chance. Whether it is broken then is for the real parser to say. */
import type { LanguageName } from "#repair/languages";
import type { Random } from "../lib/random.ts";

export interface Mutant {
  readonly bytes: Uint8Array;
  /** Offset at which it was broken, in the original text; undefined: all over. */
  readonly at?: number;
  /** How much of the original went away there. Default: one sign. */
  readonly removed?: number;
  /** All that came after it is gone. */
  readonly isCut?: boolean;
  /** What `git` would give back. */
  readonly history?: Uint8Array;
}

export interface Mutation {
  readonly name: string;
  readonly languages?: readonly LanguageName[];
  /** Undefined: there is nothing in this file that could be broken so. */
  make(text: string, random: Random): Mutant | undefined;
}

const BRACKETS = /[()[\]{}]/g;
const QUOTES = /["'`]/g;
const CURLY: readonly LanguageName[] = ["typescript", "javascript", "go", "rust", "css"];

export const mutations: readonly Mutation[] = [
  { name: "bracket deleted", make: deletes(BRACKETS) },
  { name: "quote deleted", make: deletes(QUOTES) },
  {
    name: "colon deleted",
    languages: ["python", "yaml", "json", "typescript", "javascript", "css", "go"],
    make: deletes(/:/g),
  },
  { name: "comma deleted", make: deletes(/,/g) },
  { name: "semicolon deleted", languages: ["rust", "css", "shell", "javascript", "typescript"], make: deletes(/;/g) },
  { name: "equals sign deleted", languages: ["toml", "html"], make: deletes(/=/g) },
  { name: "bracket doubled", make: doubles(BRACKETS) },
  { name: "quote doubled", make: doubles(QUOTES) },
  { name: "comma doubled", make: doubles(/,/g) },
  { name: "stray sign inserted", make: insertsStray },
  { name: "brackets swapped", make: swapsBrackets },
  { name: "handler deleted", languages: ["typescript", "javascript", "python"], make: deletesHandler },
  { name: "terminator deleted", languages: ["shell"], make: deletes(/\b(fi|done|esac|then|do)\b/g) },
  { name: "end tag deleted", languages: ["html"], make: deletes(/<\/[a-z][a-z0-9]*>/gi) },
  { name: "angle bracket deleted", languages: ["html"], make: deletes(/[<>]/g) },
  { name: "tab among blanks", languages: ["python", "yaml"], make: putsTab },
  { name: "line moved in", languages: ["python"], make: movesLine },
  { name: "byte-order mark", make: (text) => ({ bytes: encode(`\uFEFF${text}`) }) },
  { name: "UTF-16", make: (text) => ({ bytes: utf16(text) }) },
  { name: "Latin-1", make: latin1 },
  { name: "end cut off, with history", make: (text, random) => cutsEnd(text, random, true) },
  { name: "end cut off, without", make: (text, random) => cutsEnd(text, random, false) },
  {
    name: "conflict left",
    languages: [...CURLY, "python", "json", "yaml", "toml", "shell", "html"],
    make: leavesConflict,
  },
];

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function drawn<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

function deletes(pattern: RegExp): Mutation["make"] {
  return (text, random) => {
    const match = drawn([...text.matchAll(pattern)], random);
    return (
      match && {
        bytes: encode(text.slice(0, match.index) + text.slice(match.index + match[0].length)),
        at: match.index,
        removed: match[0].length,
      }
    );
  };
}

function doubles(pattern: RegExp): Mutation["make"] {
  return (text, random) => {
    const match = drawn([...text.matchAll(pattern)], random);
    return (
      match && {
        bytes: encode(text.slice(0, match.index) + match[0] + text.slice(match.index)),
        at: match.index,
        removed: 0,
      }
    );
  };
}

function insertsStray(text: string, random: Random): Mutant | undefined {
  const at = drawn([...text.matchAll(/\b|\n/g)], random)?.index;
  const sign = drawn([..."()[]{}\"',:;"], random) ?? ")";
  return at === undefined ? undefined : { bytes: encode(text.slice(0, at) + sign + text.slice(at)), at, removed: 0 };
}

function swapsBrackets(text: string, random: Random): Mutant | undefined {
  const pairs = [...text.matchAll(/[()[\]{}](?=[()[\]{}])/g)].filter(({ index }) => text[index] !== text[index + 1]);
  const at = drawn(pairs, random)?.index;
  if (at === undefined) return undefined;
  return { bytes: encode(text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)), at };
}

/** The clause goes, from its word to the end of its block. */
function deletesHandler(text: string, random: Random): Mutant | undefined {
  const script = [...text.matchAll(/\s*\bcatch\s*(\([^()]*\))?\s*\{/g)].map((match) => ({
    start: match.index,
    end: blockEnd(text, match.index + match[0].length),
  }));
  const python = [...text.matchAll(/^([ \t]*)except\b[^\n]*:[^\n]*\n(?:\1[ \t]+[^\n]*\n|[ \t]*\n)*/gm)].map(
    (match) => ({ start: match.index, end: match.index + match[0].length }),
  );
  const clause = drawn([...script, ...python], random);
  return (
    clause && {
      bytes: encode(text.slice(0, clause.start) + text.slice(clause.end)),
      at: clause.start,
      removed: clause.end - clause.start,
    }
  );
}

function blockEnd(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return at + 1;
  }
  return text.length;
}

function putsTab(text: string, random: Random): Mutant | undefined {
  const match = drawn([...text.matchAll(/^ {2,}(?=\S)/gm)], random);
  if (match === undefined) return undefined;
  const tabs = match[0].length % 4 === 0 ? "\t".repeat(match[0].length / 4) : `${match[0].slice(2)}\t`;
  return {
    bytes: encode(text.slice(0, match.index) + tabs + text.slice(match.index + match[0].length)),
    at: match.index,
  };
}

function movesLine(text: string, random: Random): Mutant | undefined {
  const match = drawn([...text.matchAll(/^ {4,}(?=\S)/gm)], random);
  if (match === undefined) return undefined;
  const moved = random() < 0.5 ? match[0].slice(2) : `${match[0]}  `;
  return {
    bytes: encode(text.slice(0, match.index) + moved + text.slice(match.index + match[0].length)),
    at: match.index,
  };
}

function utf16(text: string): Uint8Array {
  return Buffer.from(`\uFEFF${text}`, "utf16le");
}

function latin1(text: string): Mutant | undefined {
  const bytes = Buffer.from(text, "latin1");
  const isWhole = bytes.toString("latin1") === text && !/^[\0-\x7F]*$/.test(text);
  return isWhole ? { bytes } : undefined;
}

function cutsEnd(text: string, random: Random, hasHistory: boolean): Mutant {
  const at = Math.floor(text.length * (0.3 + 0.65 * random()));
  return { bytes: encode(text.slice(0, at)), at, isCut: true, ...(hasHistory && { history: encode(text) }) };
}

function leavesConflict(text: string, random: Random): Mutant | undefined {
  const lines = text.split("\n");
  if (lines.length < 4) return undefined;
  const at = 1 + Math.floor(random() * (lines.length - 3));
  const [line = ""] = lines.slice(at);
  lines.splice(at, 1, "<<<<<<< HEAD", line, "=======", `${line} `, ">>>>>>> other");
  return { bytes: encode(lines.join("\n")), at: lines.slice(0, at).join("\n").length };
}
