import assert from "node:assert/strict";
import { test } from "node:test";
import type { DriftHypothesis, Finding } from "#core/model";
import { type CheckedOutput, Drift } from "./index.ts";

const start = Date.UTC(2026, 10, 1, 12);

function told(findings: readonly Partial<Finding>[], over: Partial<CheckedOutput> = {}): Omit<CheckedOutput, "at"> {
  const whole = findings.map((finding) => ({
    kind: "unknown_field" as const,
    path: "RiskFactors",
    expected: "",
    received: "",
    line: null,
    advisory: false,
    ...finding,
  }));
  const status = findings.length === 0 ? "valid" : "degraded";
  return { gate: "4", contract: "main", format: "4.1", session: null, status, findings: whole, raw: "", ...over };
}

function hypotheses(
  outputs: readonly Omit<CheckedOutput, "at">[],
  before?: (drift: Drift) => void,
): readonly DriftHypothesis[] {
  const drift = new Drift();
  before?.(drift);
  outputs.forEach((output, index) => {
    drift.check({ at: start + index, ...output });
  });
  const [first] = drift.patterns();
  assert.ok(first);
  const sum = first.hypotheses.reduce((total, { confidence }) => total + confidence, 0);
  assert.ok(Math.abs(sum - 1) < 0.03, "confidences are shares of one whole");
  return first.hypotheses;
}

function best(outputs: readonly Omit<CheckedOutput, "at">[], before?: (drift: Drift) => void): string {
  const [first, second] = hypotheses(outputs, before);
  assert.ok(first && second && first.confidence > second.confidence && first.evidence.length > 0);
  return first.kind;
}

const times = (count: number, output: Omit<CheckedOutput, "at">) => Array.from({ length: count }, () => output);

test("CONTRACT-05: the same new field of the same type in nearly every recent output: the contract is stale", () => {
  const added = told([{ received: "- the release is near\n- nobody knows the code" }]);
  assert.equal(best([added]), "contract_stale", "one is a hint already: nothing is missing");
  const [first, second] = hypotheses([told([]), ...times(12, added)]);
  assert.equal(first?.kind, "contract_stale");
  assert.equal(second?.kind, "deliberate_evolution");
  assert.match(first?.evidence[0] ?? "", /in 12 of the last 13 outputs, of the same type each time \(list\)/);
});

test("CONTRACT-05: a field that stands in few outputs, or is something else each time, is the producer's drift", () => {
  assert.equal(best([...times(20, told([])), told([{ received: "x" }]), ...times(3, told([]))]), "producer_drifted");
  const received = ["1", "late", "- a\n- b", "2026-01-01", "true"];
  const mixed = hypotheses(received.map((text) => told([{ received: text }])));
  assert.match(
    mixed.find(({ kind }) => kind === "producer_drifted")?.evidence.join() ?? "",
    /different type each time/,
  );
});

test("CONTRACT-05: what had passed for long and is missing now is the producer's drift", () => {
  const [first] = hypotheses([...times(40, told([])), told([{ kind: "missing_field", path: "Owner" }])]);
  assert.equal(first?.kind, "producer_drifted");
  assert.match(
    first?.evidence.join() ?? "",
    /40 outputs passed before the first that did not, at 2026-11-01 12:00 UTC/,
  );
});

test("CONTRACT-05: what has never passed speaks for the contract, or for its parser", () => {
  assert.equal(best(times(6, told([{ kind: "missing_field", path: "Owner" }]))), "contract_stale");
});

test("CONTRACT-05: what is there in another writing means a parser that is too strict", () => {
  const label = told([{ kind: "missing_field", path: "Waits For" }], { raw: "# Plan\n\n**waits-for:** the build\n" });
  assert.equal(best([label]), "parser_too_strict");
  assert.match(hypotheses([label])[0]?.evidence.join() ?? "", /line 3 has `waits-for`/);
  const pairs: readonly Partial<Finding>[] = [
    { kind: "wrong_enum", expected: "approved | rejected", received: "Approved" },
    { kind: "wrong_type", expected: "integer", received: "87 %" },
    { kind: "wrong_type", expected: "date YYYY-MM-DD", received: "2026/11/01" },
    { kind: "wrong_order", path: "Summary", expected: "before Risks", received: "after Risks" },
  ];
  for (const pair of pairs) assert.equal(best([told([{ path: "Status", ...pair }])]), "parser_too_strict");
});

test("CONTRACT-05: a slip of the pen is the producer's drift, in a value, a name or an event", () => {
  assert.equal(
    best([told([{ kind: "wrong_enum", path: "Status", expected: "approved | rejected", received: "aproved" }])]),
    "producer_drifted",
  );
  const renamed = told([{ path: "Ownr" }, { kind: "missing_field", path: "Owner" }]);
  assert.equal(best([renamed]), "producer_drifted");
  const event = {
    kind: "orphan_event",
    path: "chain:gate_checkpoint",
    expected: "one of chain:gate_updated, run:end",
  } as const;
  assert.equal(best([told([event], { status: "violation", format: null })]), "producer_drifted");
});

test("CONTRACT-05: a contract that was changed shortly before is named as what the producer does not follow", () => {
  const outputs = [...times(3, told([])), ...times(2, told([{ kind: "missing_field", path: "Owner" }]))];
  const read = (...times: readonly number[]) =>
    hypotheses(outputs, (drift) => {
      for (const at of times) drift.contractChanged("main", at);
    })[0];
  const changed = read(start - 90_000_000, start - 60_000);
  assert.equal(changed?.kind, "producer_drifted");
  assert.match(changed?.evidence[0] ?? "", /the contract was changed at 2026-11-01 11:59 UTC/);
  assert.doesNotMatch(
    read(start - 60_000)?.evidence.join() ?? "",
    /was changed/,
    "one that is read at last is not changed",
  );
});
