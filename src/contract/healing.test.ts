import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { DriftHypothesis } from "#core/model";
import { amendForViolations } from "./amend/index.ts";
import { type Checker, compileContract } from "./check/index.ts";
import { Drift } from "./drift/index.ts";
import { compileChain, isSealed, readFlows, routeFlow } from "./flows/index.ts";
import { readContract } from "./read/index.ts";

const start = Date.UTC(2026, 10, 1);
const flows = readFlows(readFileSync(new URL("../../packs/contract/FLOWS.md", import.meta.url), "utf8")).flows;
const contract = (name: string) =>
  readFileSync(new URL(`../../examples/contracts/${name}.md`, import.meta.url), "utf8");

const review = `## Review: APPROVED

**Reviewer**: Ada
**Date**: 2026-11-22
**Score**: 92/100
**Confidence**: 0.9
**Diff**: changes/17.diff

### Findings

| Severity | File | Finding |
|----------|------|---------|
| low | src/a.ts | a name |

### Summary

It does what it says.
`;
const chain = `# Chain: release

**Goal**: ship it
**Mode**: sequential

## Chain

| Step | Flow | Inputs | Waits For |
|------|------|--------|-----------|
| 1 | build | source | – |

## Success Criteria

1. It ships
`;
const narrow = chain
  .replace(" Inputs | Waits For |", "")
  .replace("|--------|-----------|", "")
  .replace(" source | – |", "");

function gate(drift: Drift, id: string) {
  let at = start;
  return (checker: Checker, output: string) => {
    const { status, format, findings } = checker.check(output, { gate: id });
    return drift.check({ at: at++, gate: id, contract: "main", session: "s", status, format, findings, raw: output });
  };
}

/** From the pattern to the amended contract, as the mender goes. */
function healed(drift: Drift, text: string, outputs: readonly string[], hypothesis?: DriftHypothesis["kind"]) {
  const [pattern] = drift.patterns();
  assert.ok(pattern);
  const hypotheses = pattern.hypotheses.toSorted(
    (a, b) => Number(b.kind === hypothesis) - Number(a.kind === hypothesis),
  );
  const route = routeFlow({ kind: pattern.kind, hypotheses }, flows);
  assert.ok(route);
  const subject = {
    pattern,
    hypothesis: route.hypothesis,
    violations: outputs,
    goodOutputs: 1,
    contractHash: "",
    repository: null,
  };
  const compiled = compileChain(route.flow, subject);
  assert.ok(isSealed(compiled));
  drift.decide(pattern.id, { kind: "heal", chain: compiled.hash, at: start + 100 });
  const checker = compileContract(readContract(text));
  const violations = outputs.flatMap((raw) => {
    const { findings, format } = checker.check(raw, { gate: pattern.gate });
    return findings.map((finding) => ({ ...finding, format, raw }));
  });
  const amendment = amendForViolations(text, violations);
  assert.ok(amendment.kind === "amended", JSON.stringify(amendment));
  drift.decide(pattern.id, { kind: "applied", at: start + 101 });
  return { flow: route.flow.id, amendment, checker: compileContract(readContract(amendment.text)), pattern };
}

test("CONTRACT-05, CONTRACT-09: a chain table without two columns: degraded, critical at 87, healed, both shapes pass, 100", () => {
  const [drift, text] = [new Drift(), contract("reviews")];
  const send = gate(drift, "4");
  const checker = compileContract(readContract(text));
  send(checker, chain);
  const changes = [1, 2, 3].map(() => send(checker, narrow));
  assert.deepEqual(
    changes.map(({ score }) => score.current),
    [92, 89, 87],
  );
  const { pattern, amendment, checker: after, flow } = healed(drift, text, [narrow], "contract_stale");
  assert.deepEqual(
    [pattern.kind, pattern.path, pattern.status, pattern.isCritical],
    ["missing_column", "Chain table", "degraded", true],
  );
  assert.equal(flow, "contract-drift-fix");
  assert.deepEqual(amendment.after, ["| Step | Flow | Inputs (optional) | Waits For (optional) |"]);
  let at = start + 200;
  for (const output of [narrow, chain, narrow]) {
    const { status, format, findings } = after.check(output, { gate: "4" });
    assert.deepEqual(findings, []);
    drift.check({ at: at++, gate: "4", contract: "main", session: "s", status, format, findings, raw: output });
  }
  assert.equal(drift.score("overall"), 100);
  assert.equal(drift.patterns()[0]?.state, "closed");
});

test("CONTRACT-05, CONTRACT-09: an undocumented RiskFactors: 92, the contract is stale, its line is added, 100", () => {
  const [drift, text] = [new Drift(), contract("reviews")];
  const output = review.replace("**Confidence**", "**RiskFactors**: a release on a Friday\n**Confidence**");
  assert.equal(gate(drift, "5")(compileContract(readContract(text)), output).score.current, 92);
  const [best] = drift.patterns()[0]?.hypotheses ?? [];
  assert.equal(best?.kind, "contract_stale");
  const { flow, amendment, checker } = healed(drift, text, [output]);
  assert.equal(flow, "contract-drift-fix");
  assert.deepEqual([amendment.before, amendment.after], [[], ["**RiskFactors**: {one-line string} (optional)"]]);
  const { status, format, findings } = checker.check(output, { gate: "5" });
  const after = drift.check({
    at: start + 200,
    gate: "5",
    contract: "main",
    session: "s",
    status,
    format,
    findings,
    raw: output,
  });
  assert.deepEqual(after.score, { previous: 92, current: 100 });
});

test("CONTRACT-05, CONTRACT-09: an event that nobody consumes: 45, routed to triage, with the event that is listened for as evidence", () => {
  const drift = new Drift();
  const text =
    "## Events\n\n| Event | Producer | Consumer |\n| --- | --- | --- |\n| `chain:gate_updated` | backend | front end |\n";
  const output = JSON.stringify({ event: "chain:gate_checkpoint", data: { gate: 4 } });
  const change = gate(drift, "events")(compileContract(readContract(text)), output);
  assert.equal(change.score.current, 45);
  const [pattern] = drift.patterns();
  assert.ok(pattern);
  assert.deepEqual(
    [pattern.kind, pattern.path, pattern.status],
    ["orphan_event", "chain:gate_checkpoint", "violation"],
  );
  assert.match(pattern.hypotheses[0]?.evidence.join() ?? "", /`chain:gate_updated` is waited for/);
  assert.equal(routeFlow(pattern, flows)?.flow.id, "bug-triage");
  for (const at of [1, 2])
    drift.check({
      at: start + at,
      gate: "events",
      contract: "main",
      session: null,
      status: "violation",
      format: null,
      findings: compileContract(readContract(text)).check(output).findings,
      raw: output,
    });
  assert.equal(drift.patterns()[0]?.isCritical, true);
});
