/** What the agents of this little shop write, and how it looks once they drift: one way for each kind of violation. */

export interface Output {
  readonly gate: "review" | "plan" | "handover" | "events";
  readonly step: string;
  readonly output: unknown;
}

function report(score: number): string {
  return `# Review report\n\n**Verdict**: approve\n**Score**: ${score}\n**Reviewed**: 2026-11-22\n**Summary**: ${score} of 100 checks passed\n`;
}

const plan = `# Chain plan: ship the change

**Goal**: the change is live
**Owner**: planner

| Step | Agent | Inputs | Waits For |
| --- | --- | --- | --- |
| 1 | coder | spec.md | - |
| 2 | reviewer | the diff | 1 |
`;

function handover(round: number): string {
  return `# Handover\n\n**From**: coder\n**Team**: reviewers\n**Branch**: changes/${round}\n`;
}

/** One round of honest work. */
export function outputsOf(round: number): readonly Output[] {
  return [
    { gate: "plan", step: "plan", output: plan },
    { gate: "events", step: "start", output: { event: "chain:started", payload: { id: `chain-${round}` } } },
    { gate: "handover", step: "handover", output: handover(round) },
    { gate: "review", step: "review", output: report(round % 101) },
    { gate: "events", step: "update", output: { event: "chain:gate_updated", payload: { id: `chain-${round}` } } },
  ];
}

type Drift = (round: number) => Output;

const inReview = (change: (text: string) => string): Drift => {
  return (round) => ({ gate: "review", step: "review", output: change(report(round % 101)) });
};
const inPlan = (output: string): Drift => {
  return () => ({ gate: "plan", step: "plan", output });
};
const inEvents = (event: string): Drift => {
  return (round) => ({ gate: "events", step: "update", output: { event, payload: { id: `chain-${round}` } } });
};

export const drifts: Readonly<Record<string, Drift>> = {
  missing_field: inReview((text) => text.replace(/^\*\*Score.*\n/m, "")),
  missing_column: inPlan(plan.replaceAll(/^(\|(?:[^|]*\|){2}).*$/gm, "$1")),
  unknown_field: inReview((text) => `${text}**RiskFactors**: none\n`),
  wrong_type: inReview((text) => text.replace(/^(\*\*Reviewed\*\*: ).*/m, "$1yesterday")),
  wrong_enum: inReview((text) => text.replace("approve", "maybe")),
  out_of_range: inReview((text) => text.replace(/^(\*\*Score\*\*: ).*/m, "$1140")),
  wrong_order: inPlan(plan.replace(/^\*\*Goal.*\n/m, "").concat("\n**Goal**: the change is live\n")),
  unparseable: inReview(() => "I could not finish the review, sorry!"),
  // Drift only once the migration window is over; advice until then.
  version_mismatch: (round) => ({
    ...{ gate: "handover", step: "handover" },
    output: handover(round).replace("**Team**: reviewers", "**To**: reviewer"),
  }),
  orphan_event: inEvents("chain:gate_checkpoint"),
  unknown_event: inEvents("billing:charged"),
};
