/** What goes to the terminal: escaped, coloured only where somebody looks, and never broken by a closed pipe. */

const styles = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Style = keyof typeof styles;

export interface Terminal {
  /** Text that Chiron itself wrote; whatever came from outside must have passed `clean` by then. */
  line(text?: string): void;
  /** To standard error: for people, beside the answer. */
  note(text: string): void;
  /** The answer for programs. */
  json(value: unknown): void;
  /** The same as one line, for those who read line by line. */
  jsonLine(value: unknown): void;
  paint(style: Style, text: string): string;
  /** Columns of the terminal; endless when nobody looks. */
  readonly width: number;
}

interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface TerminalOptions {
  readonly color: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly output: Stream;
  readonly errors: Stream;
}

export function createTerminal({ color, environment, output, errors }: TerminalOptions): Terminal {
  const isLooked = output.isTTY === true;
  const isColored = color && isLooked && !environment.NO_COLOR && environment.TERM !== "dumb";
  return {
    line: (text = "") => void output.write(`${text}\n`),
    note: (text) => void errors.write(`${text}\n`),
    json: (value) => void output.write(`${escapeJson(JSON.stringify(value, null, 2))}\n`),
    jsonLine: (value) => void output.write(`${escapeJson(JSON.stringify(value))}\n`),
    paint: (style, text) => (isColored ? `\u001b[${styles[style]}m${text}\u001b[0m` : text),
    width: isLooked ? (output.columns ?? 80) : Number.POSITIVE_INFINITY,
  };
}

/** Control characters, and those that turn the direction of the text around: they could rewrite what the reader sees. */
const unsafe = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** One line of text from outside, safe to print. */
export function clean(text: string): string {
  return text.replace(unsafe, (character) => short[character] ?? escaped(character));
}

/** Text of several lines from outside, safe to print. */
export function cleanLines(text: string): string {
  return text.split("\n").map(clean).join("\n");
}

/** JSON leaves some of them as they are; its own line breaks stay. */
function escapeJson(text: string): string {
  return text.replace(unsafe, (character) => (character === "\n" ? character : escaped(character)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
