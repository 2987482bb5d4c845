/** One output beside the contract. */
import type { Finding, MarkedText } from "#core/model";
import type { Contract } from "../read/index.ts";
import { plainLines } from "../text/index.ts";
import { spansInContract } from "./in-contract.ts";
import { spansInOutput } from "./in-output.ts";
import { markedText } from "./marked.ts";

export interface Recorded {
  /** As it was kept: masked of secrets, and perhaps cut. */
  readonly raw: string;
  readonly isCut: boolean;
  readonly format: string | null;
  readonly finding: Finding;
}

export interface Beside {
  readonly output: MarkedText;
  readonly contract: MarkedText | null;
}

/** `text`: what the contract was read from. */
export function outputBesideContract(
  { raw, isCut, format, finding }: Recorded,
  contract: Contract,
  text: string,
): Beside {
  const formats = contract.formats.filter(({ id }) => id === format);
  const outputLines = plainLines(raw);
  const inOutput = spansInOutput(outputLines, finding, formats);
  const source = { contract, lines: plainLines(text) };
  const inContract = spansInContract(source, finding, formats);
  const [first] = formats;
  const within: readonly [number, number] =
    first === undefined
      ? [1, source.lines.length]
      : [first.place.line, Math.max(first.place.line, first.place.endLine)];
  return {
    output: markedText(outputLines, inOutput, { note: noteOf(isCut, raw, finding, outputLines.length) }),
    contract:
      first === undefined && inContract.length === 0
        ? null
        : markedText(source.lines, inContract, { within, also: first === undefined ? [] : [first.place.line] }),
  };
}

function noteOf(isCut: boolean, raw: string, { line }: Finding, kept: number): string | null {
  if (!isCut) return null;
  const said = `Of this output the first ${raw.length.toLocaleString("en")} characters were kept`;
  return line !== null && line > kept ? `${said}; what differs stands behind them, on line ${line}.` : `${said}.`;
}
