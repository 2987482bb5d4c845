/** Outputs of about 2 kB, one for each way in which a contract is written. */

interface Subject {
  readonly name: string;
  readonly contract: string;
  /** Null: an event, which has none. */
  readonly format: string | null;
  readonly output: string;
}

const sentence = "The van goes by the ring road, since the old bridge is closed until Friday. ";
const legs = Array.from(
  { length: 16 },
  (_, leg) => `| ${leg + 1} | Depot ${leg} | Market Square ${leg} | ${12 + leg} |`,
).join("\n");
const findings = Array.from(
  { length: 22 },
  (_, index) => `| low | src/part-${index}.ts | The name says less than it could |`,
).join("\n");

const plan = `# Route Plan R-0042

**Route ID**: R-0042
**Planned On**: 2026-03-04
**Stops**: 16
**Distance**: 318.5
**Vehicle**: van
**Manifest**: out/manifests/r-0042.csv
**Towns**:
- Ulm
- Laupheim
- Biberach
**Summary**: ${sentence.repeat(12)}

| Leg | From | To | Kilometres |
|-----|------|----|------------|
${legs}
`;

const review = `## Review: APPROVED

**Reviewer**: Ann
**Date**: 2026-03-04
**Score**: 91/100
**Confidence**: 0.8
**Diff**: changes/0042.diff

### Findings

| Severity | File | Finding |
|----------|------|---------|
${findings}

### Summary

${sentence.repeat(5)}
`;

const order = JSON.stringify(
  {
    orderId: "WO-004217",
    quantity: 120,
    tolerance: 0.05,
    priority: "rush",
    due: "2026-03-04",
    machine: { id: "mill-7", hall: 3 },
    steps: Array.from({ length: 26 }, (_, step) => ({
      name: `Mill the ${step + 1}. side of the block`,
      minutes: 5 + step,
    })),
  },
  null,
  1,
);

const event = JSON.stringify({ event: "machine:stopped", data: { machine: sentence.repeat(25).trim(), cause: "jam" } });

export const subjects: readonly Subject[] = [
  { name: "text by fields", contract: "dispatch.md", format: "1.1", output: plan },
  { name: "text by template", contract: "reviews.md", format: "4.2", output: review },
  { name: "JSON by schema", contract: "events.md", format: "7.1", output: order },
  { name: "event", contract: "events.md", format: null, output: event },
];
