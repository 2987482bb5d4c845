import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { type DriftChain, type DriftHypothesis, type ViolationKind, violationKinds } from "#core/model";
import { compileChain, type Flow, isSealed, modifyChain, readFlows, readySteps, routeFlow } from "./index.ts";

const shipped = readFlows(readFileSync(new URL("../../../packs/contract/FLOWS.md", import.meta.url), "utf8"));

function ranked(...kinds: readonly DriftHypothesis["kind"][]): readonly DriftHypothesis[] {
  return kinds.map((kind, index) => ({ kind, confidence: 0.5 - index / 10, evidence: [`because ${kind}`] }));
}

function chainFor(flow: Flow | undefined): DriftChain {
  assert.ok(flow);
  const [hypothesis] = ranked("contract_stale");
  assert.ok(hypothesis);
  return compileChain(flow, {
    pattern: { id: "p1", gate: "4", kind: "unknown_field", path: "RiskFactors", total: 3, contract: "main" },
    hypothesis,
    violations: ["v1", "v2"],
    goodOutputs: 20,
    contractHash: "c0ffee",
    repository: "orchestrator",
  });
}

test("CONTRACT-09: the four flows that ship are read without a remark", () => {
  assert.deepEqual(shipped.remarks, []);
  assert.deepEqual(
    shipped.flows.map(({ id, title }) => [id, title]),
    [
      ["harmony-audit-and-fix", "Format drift"],
      ["contract-drift-fix", "The contract is behind reality"],
      ["parser-update", "The parser is behind the contract"],
      ["bug-triage", "Events that do not match"],
    ],
  );
  for (const { steps } of shipped.flows) {
    assert.deepEqual(
      steps.map(({ kind, waitsFor }) => [kind, ...waitsFor]),
      [["analyze"], ["code", "analyze"], ["review", "code"], ["commit", "review", "code"]],
    );
    for (const { inputs, instructions } of steps) assert.ok(inputs.length > 0 && instructions.length > 20);
  }
});

test("CONTRACT-09: every kind with every best hypothesis is routed to one of them", () => {
  const causes = ["producer_drifted", "contract_stale", "parser_too_strict", "deliberate_evolution"] as const;
  const expected = (kind: ViolationKind, cause: (typeof causes)[number]) => {
    if (kind.endsWith("_event")) return "bug-triage";
    if (cause === "parser_too_strict") return "parser-update";
    // What has no shape at all is not described by a line more.
    if (cause === "producer_drifted" || kind === "unparseable") return "harmony-audit-and-fix";
    return "contract-drift-fix";
  };
  for (const kind of violationKinds) {
    for (const cause of causes) {
      const hypotheses = ranked(cause, "producer_drifted");
      const route = routeFlow({ kind, hypotheses }, shipped.flows);
      assert.equal(route?.flow.id, expected(kind, cause), `${kind}, ${cause}`);
    }
  }
  assert.equal(routeFlow({ kind: "unknown_field", hypotheses: ranked("contract_stale") }, []), null);
});

test("CONTRACT-09: flows are read as people write them: lists, arrows, other words", () => {
  const { flows, remarks } = readFlows(`# How we heal\r
\r
### \`docs-first/\` (for documentation)\r
\r
- **Handles:** unknown fields, format drift\r
- **Cause:** the contract is stale\r
\r
1. **Analyse** - find the line. Inputs: pattern, recorded violations. Waits for: nothing.\r
2. **Fix**: write it down.\r
   - Inputs: root cause, contract text\r
   - Agent: scribe\r
3. **Verify** (replay)\r
4. **Commit**\r
\r
### Flow: quick\r
\r
Chain: analyze → code → review\r
\r
### Something else\r
\r
1. Not a step\r
`);
  assert.deepEqual(remarks, []);
  const [first, second] = flows;
  assert.equal(flows.length, 2);
  assert.equal(first?.id, "docs-first");
  assert.equal(first?.heals.includes("missing_column"), true);
  assert.deepEqual(first?.because, ["contract_stale"]);
  assert.deepEqual(
    first?.steps.map(({ kind, agent, inputs, waitsFor }) => ({ kind, agent, inputs, waitsFor })),
    [
      { kind: "analyze", agent: null, inputs: ["pattern", "violations"], waitsFor: [] },
      { kind: "code", agent: "scribe", inputs: ["cause", "contract"], waitsFor: ["analyze"] },
      { kind: "review", agent: null, inputs: [], waitsFor: ["code"] },
      { kind: "commit", agent: null, inputs: [], waitsFor: ["review"] },
    ],
  );
  assert.equal(first?.steps[0]?.instructions, "find the line.");
  assert.deepEqual(
    second?.steps.map(({ kind }) => kind),
    ["analyze", "code", "review"],
  );
});

test("CONTRACT-09: what cannot be understood is said with its line, and a chain that cannot be done is not used", () => {
  const problems = (body: string) => {
    const { flows, remarks } = readFlows(`## a-flow/\n\n${body}\n`);
    return { used: flows.length === 1, said: remarks.map(({ line, message }) => `${line}: ${message}`).join("\n") };
  };
  assert.deepEqual(problems("nothing"), { used: false, said: problems("").said });
  assert.match(problems("").said, /^1: it has no chain/);
  const unreviewed = problems("analyze -> code -> commit");
  assert.equal(unreviewed.used, false);
  assert.match(unreviewed.said, /no step "review"/);
  const strange = problems("1. analyze\n2. deploy\n3. code\n4. review\n");
  assert.equal(strange.used, false);
  assert.match(strange.said, /^4: "deploy" is no step that can be done/);
  const turned = problems(
    "| Step | Waits For |\n| --- | --- |\n| analyze | commit |\n| code | |\n| review | |\n| commit | |\n",
  );
  assert.equal(turned.used, false);
  assert.match(turned.said, /"analyze" cannot wait for "commit"/);
  const odd = problems(
    "**Heals**: missing feild, unknown field\n**When**: producer drift, the moon\n\nanalyze → code → review",
  );
  assert.equal(odd.used, true, "what is for people alone does no harm");
  assert.match(odd.said, /3: "missing feild" is no kind[\s\S]*4: "the moon" is no cause/);
  assert.equal(problems("**Heals**: format drift\n\n1. analyze\n2. analyze\n3. code\n4. review\n").used, false);
  assert.match(readFlows("no headings").remarks[0]?.message ?? "", /no heading names a flow/);
});

test("CONTRACT-09: a chain says of each step what it is given and what it waits for, and cannot be changed", () => {
  const chain = chainFor(shipped.flows[1]);
  assert.deepEqual(
    chain.steps.map(({ kind }) => kind),
    ["analyze", "code", "review", "commit"],
  );
  const [analyze, code] = chain.steps;
  assert.deepEqual(
    analyze?.inputs.find(({ name }) => name === "violations"),
    { name: "violations", from: null, value: ["v1", "v2"] },
  );
  assert.deepEqual(
    code?.inputs.find(({ name }) => name === "cause"),
    { name: "cause", from: "analyze", value: null },
  );
  assert.deepEqual(
    readySteps(chain, []).map(({ kind }) => kind),
    ["analyze"],
  );
  assert.deepEqual(
    readySteps(chain, ["analyze", "code"]).map(({ kind }) => kind),
    ["review"],
  );
  assert.deepEqual(readySteps(chain, ["analyze", "code", "review", "commit"]), []);
  assert.equal(chain.hash, chainFor(shipped.flows[1]).hash);
  assert.notEqual(chain.hash, chainFor(shipped.flows[0]).hash);
  assert.throws(() => Object.assign(chain.steps[0] ?? {}, { instructions: "rm" }), TypeError);
  assert.equal(isSealed(chain), true);
  assert.equal(isSealed(JSON.parse(JSON.stringify(chain))), true, "also when it comes back from the log");
  assert.equal(isSealed({ ...chain, flow: "another" }), false);
});

test("CONTRACT-09: a human may add instructions and leave out what nobody waits for; that is another chain", () => {
  const chain = chainFor(shipped.flows[1]);
  const changed = modifyChain(chain, { instructions: { code: "Put it behind Status." }, drop: ["commit"] });
  assert.deepEqual(
    changed.steps.map(({ kind }) => kind),
    ["analyze", "code", "review"],
  );
  assert.match(changed.steps[1]?.instructions ?? "", /smallest edit/);
  assert.equal(changed.steps[1]?.said, "Put it behind Status.");
  assert.equal(changed.modifiedFrom, chain.hash);
  assert.notEqual(changed.hash, chain.hash);
  assert.equal(chain.steps.length, 4);
  for (const drop of ["analyze", "code", "review"] as const) {
    assert.throws(() => modifyChain(chain, { drop: [drop] }), { code: "bad_request" });
  }
  assert.throws(() => modifyChain(chain, { drop: ["review", "commit"] }), { message: /nothing would be left/ });
  assert.throws(() => modifyChain(changed, { instructions: { commit: "sign it" } }), { message: /no step "commit"/ });
  assert.throws(() => modifyChain(chain, { instructions: { code: "x".repeat(5_000) } }), { code: "bad_request" });
});
