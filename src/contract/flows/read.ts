/**
 * FLOWS.md as people write it → flows. A flow begins at a heading that names it with a slash (`contract-drift-fix/`) or after the word "Flow"; below
 * it labelled lines say what it heals and why, and its chain is a table, a numbered list, or steps with arrows between them. What is not
 * understood is a remark with its line; a flow whose chain cannot be done is not used.
 */
import { suggest } from "#core/lib";
import { stepKinds } from "#core/model";
import { type Line, plainLines, scan } from "../text/index.ts";
import { chainOf } from "./chain-text.ts";
import type { Flow, FlowRemark, Flows } from "./flow.ts";
import { problemsOf } from "./law.ts";
import { hypothesisCalled, kindsCalled } from "./words.ts";

const longestFlows = 500_000;

export function readFlows(text: string): Flows {
  if (text.length > longestFlows) {
    const message = `it has ${text.length} characters; at most ${longestFlows} are read`;
    return { flows: [], remarks: [{ line: 1, flow: null, isProblem: true, message }] };
  }
  const { lines } = scan(plainLines(text));
  const remarks: FlowRemark[] = [];
  const starts = lines.flatMap((line, index) => (flowNamed(line) === null ? [] : [index]));
  const flows = starts.map((from) => readFlow(lines, from, endOf(lines, from), remarks));
  if (flows.length === 0) {
    const message = "no heading names a flow, such as `## contract-drift-fix/: Contract behind reality`";
    remarks.push({ line: 1, flow: null, isProblem: true, message });
  }
  const names = new Set<string>();
  for (const { id, line } of flows) {
    if (names.has(id))
      remarks.push({ line, flow: id, isProblem: false, message: `there is another flow ${id} above: that one counts` });
    names.add(id);
  }
  const isUsable = (flow: Flow, index: number) =>
    flows.findIndex(({ id }) => id === flow.id) === index &&
    !remarks.some(({ flow: id, isProblem }) => isProblem && id === flow.id);
  return { flows: flows.filter(isUsable), remarks: remarks.toSorted((a, b) => a.line - b.line) };
}

function flowNamed(line: Line): { readonly id: string; readonly title: string } | null {
  if (line.kind !== "heading") return null;
  const words = line.content.replace(/[`*]/g, "").trim();
  const match =
    /^(?:flow\s*:?\s+)?(?:\d+[.)]\s*)?([a-z0-9][\w-]{0,60})\/\s*[:—–(-]*\s*(.*?)\)?$/i.exec(words) ??
    /^flow\s*:?\s+([a-z0-9][\w-]{0,60})\s*[:—–(-]*\s*(.*?)\)?$/i.exec(words);
  const [, id, title = ""] = match ?? [];
  return id === undefined ? null : { id, title };
}

/** A flow ends at the next one, or at another heading of its level or above. */
function endOf(lines: readonly Line[], from: number): number {
  const level = lines[from]?.level ?? 1;
  const length = lines
    .slice(from + 1)
    .findIndex((line) => line.kind === "heading" && (flowNamed(line) !== null || line.level <= level));
  return length < 0 ? lines.length : from + 1 + length;
}

function readFlow(lines: readonly Line[], from: number, to: number, remarks: FlowRemark[]): Flow {
  const heading = lines[from];
  const { id, title } = (heading && flowNamed(heading)) ?? { id: "", title: "" };
  const heals = new Set<Flow["heals"][number]>();
  const because = new Set<Flow["because"][number]>();
  const remark = (index: number, message: string, isProblem = false) =>
    void remarks.push({ line: index + 1, flow: id, isProblem, message });
  for (let index = from + 1; index < to; index++) {
    for (const { key, value } of lines[index]?.labels ?? []) {
      if (/^(?:heals|for|drift|kinds?|violations?|trigger|triggers|handles)$/.test(key)) {
        for (const words of listed(value)) {
          const kinds = kindsCalled(words);
          for (const kind of kinds) heals.add(kind);
          if (kinds.length === 0) remark(index, `"${words}" is no kind of violation`);
        }
      } else if (/^(?:when|because|cause|causes|hypothesis|hypotheses)$/.test(key)) {
        for (const words of listed(value)) {
          const hypothesis = hypothesisCalled(words);
          if (hypothesis) because.add(hypothesis);
          else remark(index, `"${words}" is no cause that is known${meant(words)}`);
        }
      }
    }
  }
  const steps = chainOf(lines, from + 1, to, remark);
  for (const problem of problemsOf(steps)) remark(from, problem, true);
  const inOrder = steps.toSorted((a, b) => stepKinds.indexOf(a.kind) - stepKinds.indexOf(b.kind));
  return { id, title, heals: [...heals], because: [...because], steps: inOrder, line: from + 1 };
}

export function listed(text: string): readonly string[] {
  return text
    .replace(/[`*]/g, "")
    .split(/,|;|\s(?:or|and)\s|\s\/\s/)
    .map((part) =>
      part
        .replace(/^\s*(?:or|and)\s+/i, "")
        .replace(/[.\s]+$/, "")
        .trim(),
    )
    .filter((part) => part !== "");
}

function meant(words: string): string {
  const near = suggest(words, ["parser too strict", "producer drifted", "contract stale", "deliberate evolution"]);
  return near ? `; did you mean "${near}"?` : "";
}
