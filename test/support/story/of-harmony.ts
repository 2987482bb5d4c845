/** One of each event of gates and contracts. */
import type { Finding, HarmonyEvents } from "#core/model";

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
  "harmony:decided": { pattern: "0123456789abcdef", decision: "ignore", reason: "known", nonce: "n-1" },
};
