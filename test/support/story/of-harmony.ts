/** One of each event of gates and contracts. */
import type { Finding, HarmonyEvents } from "#core/model";
import { fakeChain } from "../harmony.ts";

const finding: Finding = {
  ...{ kind: "unknown_field", path: "RiskFactors", expected: "no such field", received: "RiskFactors: none" },
  ...{ line: 4, advisory: false },
};
const recorded = {
  ...{ check: "chk-1", gate: "review", contract: "agents", format: "4.1", version: "1.2" },
  status: "degraded",
  ...{ findings: [finding], raw: "…", isCut: false, session: "s-1", step: "3", chain: null },
} as const;

export const ofHarmony: HarmonyEvents = {
  "contract.read": { contract: "agents", version: "1.2", hash: "h", formats: ["4.1", "4.2"], text: "…" },
  "contract.refused": { contract: "agents", reason: "it has no format" },
  "harmony:check": {
    from: 1,
    to: 2,
    checks: [
      {
        ...{ gate: "review", contract: "agents", format: "4.1", version: "1.2", session: null },
        ...{ count: 3, lastAt: 2 },
        status: "valid",
      },
    ],
  },
  "harmony:violation": recorded,
  "harmony:retry-awaited": { ...recorded, until: 3 },
  "harmony:retry-mended": { check: "chk-1", gate: "review" },
  "harmony:health-updated": { previous: 100, current: 92, gates: { review: 92 }, sessions: {}, cleared: [] },
  "harmony:chain-proposed": { id: "chain-0123456789abcdef", chain: fakeChain.chain, nonce: "n-2", replaces: null },
  "harmony:chain-decided": {
    ...{ chain: "chain-0123456789abcdef", pattern: "0123456789abcdef", decision: "approve" },
    ...{ reason: null, nonce: "n-3" },
  },
  "harmony:chain-progress": {
    ...{ chain: "chain-0123456789abcdef", pattern: "0123456789abcdef", state: "working", task: "fix-0123456789ab" },
    report: { step: "review", state: "done", detail: "3 that differed pass, 12 others still do" },
    ...{ commit: null, branch: null, command: null, reason: null, contractHash: null, isApplied: false, heard: 12 },
  },
  "harmony:decided": { pattern: "0123456789abcdef", decision: "ignore", reason: "known", nonce: "n-1" },
};
