/** A chain as it is written down: a table of steps, a numbered list of them, or their names with arrows between. */
import type { InputName, StepKind } from "#core/model";
import { type Line, nameKey, type TextTable, tableAt } from "../text/index.ts";
import { type FlowStep, producedBy } from "./flow.ts";
import { mustWaitFor } from "./law.ts";
import { inputCalled, stepCalled } from "./words.ts";

type Remark = (index: number, message: string, isProblem?: boolean) => void;

interface Written {
  readonly name: string;
  readonly agent: string;
  readonly inputs: string;
  readonly waitsFor: string;
  readonly instructions: string;
  readonly index: number;
}

export function chainOf(lines: readonly Line[], from: number, to: number, remark: Remark): readonly FlowStep[] {
  const written = fromTable(lines, from, to) ?? fromList(lines, from, to) ?? fromArrows(lines, from, to) ?? [];
  const steps: FlowStep[] = [];
  for (const one of written) {
    const kind = stepCalled(one.name);
    if (kind === undefined)
      remark(one.index, `"${one.name}" is no step that can be done: analyze, code, review and commit are`, true);
    else steps.push(stepOf(kind, one, remark));
  }
  return steps;
}

function stepOf(kind: StepKind, { agent, inputs, waitsFor, instructions, index }: Written, remark: Remark): FlowStep {
  const given: InputName[] = [];
  for (const words of parts(inputs)) {
    const input = inputCalled(words);
    if (input) given.push(input);
    else remark(index, `"${words}" is nothing that a step can be given`);
  }
  const waits = new Set<StepKind>(mustWaitFor[kind]);
  for (const words of parts(waitsFor)) {
    const step = stepCalled(words);
    if (step) waits.add(step);
    else remark(index, `"${words}" is no step to wait for`, true);
  }
  // Whoever is given a result waits for it, said or not.
  for (const input of given) {
    const producer = producedBy[input];
    if (producer !== undefined) waits.add(producer);
  }
  const nobody = /^(?:|-|–|—|any|none)$/i.test(agent);
  return {
    kind,
    agent: nobody ? null : agent,
    inputs: [...new Set(given)],
    waitsFor: [...waits],
    instructions,
    line: index + 1,
  };
}

function fromTable(lines: readonly Line[], from: number, to: number): readonly Written[] | null {
  for (let index = from; index < to; index++) {
    const table = tableAt(lines, index);
    const stepAt = table?.keys.findIndex((key) => key === "step" || key === "steps") ?? -1;
    if (table !== null && stepAt >= 0)
      return table.rows.map((row, number) => writtenRow(table, row, stepAt, index + 2 + number));
  }
  return null;
}

function writtenRow({ keys }: TextTable, row: readonly string[], stepAt: number, index: number): Written {
  const cell = (...names: readonly string[]) => row[keys.findIndex((key) => names.includes(key))]?.trim() ?? "";
  return {
    name: bare(row[stepAt] ?? ""),
    agent: bare(cell("agent", "who", "by")),
    inputs: cell("inputs", "input", "given", "needs"),
    waitsFor: cell("waitsfor", "after", "dependson"),
    instructions: cell("instructions", "does", "what", "task", "description"),
    index,
  };
}

/** `1. **analyze**: write the cause. Inputs: pattern, violations. Waits for: nothing.`, the parts also as items below it. */
function fromList(lines: readonly Line[], from: number, to: number): readonly Written[] | null {
  const items: { words: string; index: number }[] = [];
  let isOpen = false;
  for (let index = from; index < to; index++) {
    const line = lines[index];
    if (line === undefined || line.kind === "blank") continue;
    const last = items.at(-1);
    if (line.kind === "text" && line.item !== null && line.item > 0 && line.indent < 2) {
      items.push({ words: line.content, index });
      isOpen = true;
    } else if (isOpen && last && line.kind === "text" && line.indent >= 2) last.words += `. ${line.content}`;
    else isOpen = false;
  }
  return items.length === 0 ? null : items.map(({ words, index }) => writtenItem(words, index));
}

function writtenItem(words: string, index: number): Written {
  const plain = words.replace(/[*`]/g, "");
  const [, name = plain, rest = ""] = /^([\w-]+)\s*(?:[:—–(.-]|$)\s*(.*)$/s.exec(plain) ?? [];
  const part = (label: string) =>
    new RegExp(String.raw`\b(?:${label})\s*:\s*([^.]*)`, "i").exec(rest)?.[1]?.trim() ?? "";
  const labels = "inputs?|given|waits for|after|agent|by";
  const instructions = rest
    .replace(new RegExp(String.raw`\s*\b(?:${labels})\s*:[^.]*\.?`, "gi"), "")
    .replace(/^[.\s]+|\s+$/g, "");
  return {
    name,
    agent: part("agent|by"),
    inputs: part("inputs?|given"),
    waitsFor: part("waits for|after"),
    instructions,
    index,
  };
}

function fromArrows(lines: readonly Line[], from: number, to: number): readonly Written[] | null {
  for (let index = from; index < to; index++) {
    const content = bare((lines[index]?.content ?? "").replace(/^[^:→>]*:\s*/, ""));
    const names = content.split(/\s*(?:→|->|⇒|=>)\s*/);
    if (names.length < 2) continue;
    return names.map((name) => ({ name: bare(name), agent: "", inputs: "", waitsFor: "", instructions: "", index }));
  }
  return null;
}

function parts(text: string): readonly string[] {
  return bare(text)
    .split(/,|;|\s\+\s|\sand\s/)
    .map((part) => part.trim())
    .filter((part) => part !== "" && !/^(?:-|–|—|nothing|none|nobody)$/i.test(part) && nameKey(part) !== "");
}

function bare(text: string): string {
  return text
    .replace(/[`*]/g, "")
    .replace(/[.\s]+$/, "")
    .trim();
}
