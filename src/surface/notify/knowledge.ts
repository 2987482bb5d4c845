/** What a page says of causes, and of what waits for this trouble's end. */
import type { Incident } from "#core/model";
import { oneLine } from "./wording.ts";

const mostShown = 5;

/** Empty when nothing is known. */
export function causes({ hypotheses }: Pick<Incident, "hypotheses">): string {
  if (hypotheses.length === 0) return "";
  const lines = hypotheses.slice(0, mostShown).map(({ statement, probability, evidence, runbook, strategy }, index) => {
    const because = evidence.length === 0 ? "" : ` (${oneLine(evidence.join("; "))})`;
    const mend = runbook === null ? "" : ` What may mend it: ${runbook}${strategy === null ? "" : ` (${strategy})`}.`;
    return `  ${index + 1}. ${Math.round(probability * 100)} %: ${oneLine(statement)}${because}${mend}`;
  });
  return `What may be the cause, the most probable first:\n${lines.join("\n")}`;
}

/** Empty when nothing waits. */
export function waiting({ inhibits }: Pick<Incident, "inhibits">): string {
  if (inhibits.length === 0) return "";
  const lines = inhibits.map(({ incident, target, type }) => `  ${oneLine(target)}: ${type} (${incident})`);
  return `What is bad with it, and waits for it to be well again:\n${lines.join("\n")}`;
}
