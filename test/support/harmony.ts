/** What comes through gates, for tests of surfaces alone. */
import type { ChainView, EngineFacade, Finding, HarmonyPattern } from "#core/model";

const iso = new Date(Date.UTC(2026, 0, 1)).toISOString();
const at = Date.UTC(2026, 0, 1);

export const fakePattern: HarmonyPattern = {
  ...{ id: "0123456789abcdef", gate: "review", contract: "agents", kind: "unknown_field", path: "RiskFactors" },
  ...{ status: "degraded", state: "open", isCritical: false, count: 1, total: 1, firstAt: iso, lastAt: iso },
  ...{ formats: ["4.1"], sessions: ["s-1"], passes: 0, passesNeeded: 10, ignored: null },
  ...{ weight: 8, chainId: null, wanted: { sentence: "It is open.", choices: [], after: null } },
  hypotheses: [{ kind: "contract_stale", confidence: 0.6, evidence: ["the contract says nothing of it"] }],
};

export const fakeChain: ChainView = {
  id: "chain-0123456789abcdef",
  state: "proposed",
  chain: {
    ...{ flow: "contract-drift-fix", title: "The contract is behind reality", contractHash: "h", repository: "site" },
    pattern: {
      ...{ id: "0123456789abcdef", gate: "review", kind: "unknown_field", path: "RiskFactors", total: 1 },
      contract: "agents",
    },
    hypothesis: { kind: "contract_stale", confidence: 0.6, evidence: ["the contract says nothing of it"] },
    steps: [
      { kind: "analyze", agent: null, inputs: [], waitsFor: [], instructions: "Show why.", said: null },
      { kind: "code", agent: null, inputs: [], waitsFor: ["analyze"], instructions: "Mend it.", said: null },
      { kind: "review", agent: null, inputs: [], waitsFor: ["code"], instructions: "Replay.", said: null },
    ],
    ...{ modifiedFrom: null, hash: "0123456789abcdef0" },
  },
  ...{ proposedAt: iso, proposedBy: "cli:anna", decidedBy: null, updatedAt: iso, steps: [], task: null },
  ...{ commit: null, branch: null, command: null, reason: null, appliedAt: null },
  wanted: {
    sentence: "It waits for you:",
    choices: [
      { does: "cancel", consequence: "leave all as it is", command: "chiron contract cancel chain-0123456789abcdef" },
    ],
    after: null,
  },
};

const finding: Finding = {
  ...{ kind: "unknown_field", path: "RiskFactors", expected: "no such field", received: "none" },
  ...{ line: 4, advisory: false },
};

export const fakeHarmony: EngineFacade["harmony"] = {
  check: async ({ gate, session = null }) => ({
    ...{ gate, contract: "agents", format: "4.1", version: "1.2" },
    ...(session === null
      ? { status: "valid", findings: [], recorded: "counted", violations: [] }
      : { status: "degraded", findings: [finding], recorded: "violation", violations: ["chk-1.1"] }),
  }),
  contracts: async () => [
    {
      ...{ id: "agents", path: "/srv/CONTRACT.md", repository: null, version: "1.2", hash: "h", readAt: iso },
      ...{ trouble: null, gates: ["review"], follow: [{ kind: "file", from: "/srv/out.log", gate: "review" }] },
      formats: [
        { id: "4.1", title: "Review", priority: 1, version: null, producer: "reviewer", gates: ["review"], line: 3 },
      ],
    },
  ],
  view: async () => ({
    score: 92,
    scoreByReplay: 92,
    gates: [
      {
        ...{ gate: "review", contract: "agents", score: 92, lastAt: iso, history: [{ at: iso, score: 92 }] },
        checks: { valid: 3, degraded: 1, violation: 0 },
      },
    ],
    sessions: [{ session: "s-1", score: 92, checks: { valid: 3, degraded: 1, violation: 0 }, lastAt: iso }],
    patterns: [fakePattern],
    history: [{ at: iso, score: 92 }],
  }),
  chains: async () => [fakeChain],
  chain: async (id) => (id === fakeChain.id ? fakeChain : undefined),
  comparisons: async (id) =>
    id !== fakePattern.id
      ? undefined
      : {
          items: [
            {
              ...finding,
              ...{ id: "chk-1.1", at: iso, status: "degraded", format: "4.1", session: "s-1", step: null, chain: null },
              output: {
                lines: [
                  {
                    ...{ line: 4, text: "**RiskFactors**: none", cutBefore: 0, cutAfter: 0 },
                    marks: [{ kind: "differs", from: 0, to: 15, words: "the contract says nothing of RiskFactors" }],
                  },
                ],
                ...{ totalLines: 4, cut: null },
              },
              contract: null,
            },
          ],
          next: null,
        },
  pattern: async (id) =>
    id !== fakePattern.id
      ? undefined
      : {
          ...fakePattern,
          violations: [
            {
              ...finding,
              ...{ id: "chk-1.1", at, gate: "review", contract: "agents", format: "4.1", status: "degraded" },
              ...{ raw: "…", session: "s-1", step: null, chain: null },
            },
          ],
          contractText: { text: "## Format 4.1: Review", fromLine: 3 },
          history: [{ at: iso, by: "cli:anna", what: "investigate" }],
          chains: [fakeChain],
        },
};
