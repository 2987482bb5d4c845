/** What the agents of this little shop write, and how it looks once they drift: one way for each kind of violation. */

export interface Output {
  readonly gate: "review" | "plan" | "events";
  readonly step: string;
  readonly output: unknown;
}

function report(score: number): string {
  return `# Review report\n\n**Verdict**: approve\n**Score**: ${score}\n**Reviewed**: 2026-11-22\n**Summary**: ${score} of 100 checks passed\n`;
}

const plan = `# Chain plan: ship the change

| Step | Agent | Inputs | Waits For |
| --- | --- | --- | --- |
| 1 | coder | spec.md | - |
| 2 | reviewer | the diff | 1 |
`;

/** One round of honest work. */
export function outputsOf(round: number): readonly Output[] {
  return [
    { gate: "plan", step: "plan", output: plan },
    { gate: "events", step: "start", output: { event: "chain:started", payload: { id: `chain-${round}` } } },
    { gate: "review", step: "review", output: report(round % 101) },
    { gate: "events", step: "update", output: { event: "chain:gate_updated", payload: { id: `chain-${round}` } } },
  ];
}

type Drift = (round: number) => Output;

const inReview = (change: (text: string) => string): Drift => {
  return (round) => ({ gate: "review", step: "review", output: change(report(round % 101)) });
};

export const drifts: Readonly<Record<string, Drift>> = {
  missing_field: inReview((text) => text.replace(/^\*\*Score.*\n/m, "")),
  missing_column: () => ({
    ...{ gate: "plan", step: "plan" },
    output: "# Chain plan: ship the change\n\n| Step | Agent |\n| --- | --- |\n| 1 | coder |\n",
  }),
  unknown_field: inReview((text) => `${text}**RiskFactors**: none\n`),
  wrong_type: inReview((text) => text.replace(/^(\*\*Reviewed\*\*: ).*/m, "$1yesterday")),
  wrong_enum: inReview((text) => text.replace("approve", "maybe")),
  out_of_range: inReview((text) => text.replace(/^(\*\*Score\*\*: ).*/m, "$1140")),
  unparseable: inReview(() => "I could not finish the review, sorry!"),
  orphan_event: () => ({
    ...{ gate: "events", step: "update" },
    output: { event: "chain:gate_checkpoint", payload: { id: "chain-1" } },
  }),
};
