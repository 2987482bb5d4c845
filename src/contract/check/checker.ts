/** Outputs at a gate. */
import { type CheckStatus, ChironError, type ContractCheck, type Finding, messageOf } from "#core/model";
import { type CompiledContract, type CompiledFormat, compile } from "../compile/index.ts";
import type { Contract } from "../read/index.ts";
import { plainLines } from "../text/index.ts";
import type { Document } from "./document.ts";
import { checkEvent } from "./events.ts";
import { finding, shortened } from "./finding.ts";
import { findJson, type JsonResult } from "./json-text.ts";
import { type Match, match, type Subject } from "./recognise.ts";
import { documentsOf } from "./text.ts";

export interface CheckOptions {
  /** `4.1`: it is not looked for, but held to this one. */
  readonly format?: string;
  /** Formats of this gate are looked at first, and alone where there are any. */
  readonly gate?: string;
}

export interface Checker {
  readonly compiled: CompiledContract;
  /**
   * A text, or a value as JSON has them. Throws ChironError("bad_request") for a format that the contract does not have, and
   * ChironError("too_large") for what cannot be looked at in reasonable time: nothing is said of such an output.
   */
  check(output: unknown, options?: CheckOptions): ContractCheck;
}

/** In characters; more is refused before anything looks at it. */
export const longestOutput = 1_000_000;

export function compileContract(contract: Contract): Checker {
  const compiled = compile(contract);
  return {
    compiled,
    check(output, options = {}) {
      refuseTooLarge(output);
      try {
        return checkOutput(compiled, output, options);
      } catch (error) {
        // Nested so deep that there is no stack for it.
        if (error instanceof RangeError)
          throw new ChironError("too_large", `the output cannot be looked at: ${messageOf(error)}`);
        throw error;
      }
    },
  };
}

function refuseTooLarge(output: unknown): void {
  if (typeof output !== "string" || output.length <= longestOutput) return;
  throw new ChironError(
    "too_large",
    `the output has ${output.length} characters; at most ${longestOutput} are checked`,
    {
      help: "Send the part that the contract speaks of.",
    },
  );
}

function checkOutput(compiled: CompiledContract, output: unknown, { format, gate }: CheckOptions): ContractCheck {
  const { version } = compiled.contract;
  if (format === undefined) {
    const event = checkEvent(compiled, output);
    if (event !== null) return event;
  }
  const candidates = candidatesFor(compiled, format, gate);
  const subject = subjectOf(output);
  const isNamed = format !== undefined;
  const isNarrow = isNamed || (gate !== undefined && candidates.length === 1);
  const best = choose(candidates.map((candidate) => match(compiled, candidate, subject, isNarrow)));
  if (best?.isRecognised === true)
    return { status: statusOf(best.findings), format: best.compiled.format.id, version, findings: best.findings };
  return unrecognised(compiled, candidates, best, subject, isNamed);
}

function candidatesFor(
  { formats }: CompiledContract,
  format: string | undefined,
  gate: string | undefined,
): readonly CompiledFormat[] {
  if (format !== undefined) {
    const named = formats.filter((one) => one.format.id === format);
    if (named.length > 0) return named;
    throw new ChironError("bad_request", `the contract has no format ${format}`, {
      help: `It has: ${formats.map((one) => one.format.id).join(", ") || "none"}.`,
    });
  }
  const ofGate = gate === undefined ? [] : formats.filter((one) => one.format.gates.includes(gate));
  return ofGate.length > 0 ? ofGate : formats;
}

function subjectOf(output: unknown): Subject {
  const raw = typeof output === "string" ? output : (JSON.stringify(output) ?? "");
  if (typeof output !== "string") refuseTooLarge(raw);
  const text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
  const plain = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  let documents: readonly Document[] | undefined;
  let json: JsonResult | undefined;
  return {
    raw: plain,
    isText: typeof output === "string",
    documents() {
      documents ??= documentsOf(plainLines(plain));
      return documents;
    },
    json() {
      if (json === undefined) json = findJson(typeof output === "string" ? plain : output);
      return json;
    },
  };
}

/** Recognised by its pattern before recognised by its parts; then with the least that differs; then the most urgent. */
function choose(matches: readonly Match[]): Match | undefined {
  const weight = ({ isRecognised, patternMatches }: Match) => (isRecognised ? (patternMatches === true ? 2 : 1) : 0);
  const faults = ({ findings }: Match) => findings.filter(({ advisory }) => !advisory).length;
  const urgency = ({ compiled }: Match) => compiled.format.priority ?? 6;
  return matches.toSorted(
    (first, second) =>
      weight(second) - weight(first) ||
      second.share - first.share ||
      faults(first) - faults(second) ||
      urgency(first) - urgency(second),
  )[0];
}

function statusOf(findings: readonly Finding[]): CheckStatus {
  return findings.some(({ advisory }) => !advisory) ? "degraded" : "valid";
}

function unrecognised(
  { contract }: CompiledContract,
  candidates: readonly CompiledFormat[],
  best: Match | undefined,
  subject: Subject,
  isNamed: boolean,
): ContractCheck {
  const { version } = contract;
  const broken = best?.findings.find(({ kind }) => kind === "unparseable");
  const names = candidates.map(({ format }) => `${format.id} ${format.title}`.trim());
  const expected = isNamed ? `format ${names[0]}` : `one of the formats ${names.join(", ")}`;
  const path = isNamed ? `Format ${candidates[0]?.format.id}` : "output";
  const isAdvisory = isNamed && candidates[0]?.format.isAdvisory === true;
  const received = shortened(subject.raw) || "nothing";
  const found = broken ?? finding({ kind: "unparseable", expected, received }, path, 1, isAdvisory);
  return {
    status: found.advisory ? "valid" : "violation",
    format: isNamed ? (candidates[0]?.format.id ?? null) : null,
    version,
    findings: [found],
  };
}
