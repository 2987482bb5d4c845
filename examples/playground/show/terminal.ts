/** Writes to the terminal: with colour where somebody looks, and plain where it goes into a file. */
import { styleText } from "node:util";

export interface Terminal {
  line(text?: string): void;
  /** Breaks text that begins at a column into lines that fit; a file has lines of any length. */
  wrap(text: string, indent: number): string;
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  red(text: string): string;
}

export type Colour = Exclude<keyof Terminal, "line" | "wrap">;

export function createTerminal(output: NodeJS.WriteStream): Terminal {
  // styleText looks at NO_COLOR, FORCE_COLOR and whether the stream is a terminal.
  const paint = (style: Colour) => (text: string) => styleText(style, text, { stream: output });
  return {
    line: (text = "") => void output.write(`${text}\n`),
    wrap: (text, indent) => (output.isTTY ? wrapped(text, indent, output.columns) : text),
    bold: paint("bold"),
    dim: paint("dim"),
    green: paint("green"),
    yellow: paint("yellow"),
    cyan: paint("cyan"),
    red: paint("red"),
  };
}

function wrapped(text: string, indent: number, columns: number): string {
  const room = columns - indent;
  if (room < 30) return text;
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join(`\n${" ".repeat(indent)}`);
}

/** Text that may have come from anywhere: control characters could rewrite what the reader sees. */
export function clean(text: string): string {
  return text.replace(/\p{C}/gu, "�");
}
