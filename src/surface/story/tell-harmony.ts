/** What came through gates, and what people decide about it. */
import type { Finding, HarmonyEvents, HarmonyEventType, StoredEvent } from "#core/model";
import { counted, listed, sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: HarmonyEventType }>;

export function isOfHarmony(stored: StoredEvent): stored is Told {
  return stored.type.startsWith("harmony:") || stored.type.startsWith("contract.");
}

export function tellHarmonyEvent(stored: Told): string {
  switch (stored.type) {
    case "contract.read": {
      const { contract, version, formats } = stored.data;
      const which = version === null ? "" : ` ${version}`;
      return `The contract ${contract}${which} was read: ${counted(formats.length, "format")}.`;
    }
    case "contract.refused":
      return sentence(`The contract ${stored.data.contract} cannot be used: ${stored.data.reason}`);
    case "harmony:check": {
      const total = stored.data.checks.reduce((sum, { count }) => sum + count, 0);
      const gates = [...new Set(stored.data.checks.map(({ gate }) => gate))];
      return gates.length === 0
        ? "What is followed was read on."
        : `${counted(total, "output")} came through ${listed(gates)}.`;
    }
    case "harmony:violation":
      return `An output at ${stored.data.gate} is not as agreed: ${tellFindings(stored.data.findings)}.`;
    case "harmony:retry-awaited":
      return `An output at ${stored.data.gate} is not as agreed, and may be mended by a retry: ${tellFindings(stored.data.findings)}.`;
    case "harmony:retry-mended":
      if (stored.data.replaced === true)
        return `Another try at ${stored.data.gate} failed as well, and stands for the one before it.`;
      return `A retry at ${stored.data.gate} was as agreed; what came before it is no drift.`;
    case "harmony:health-updated": {
      const { previous, current, cleared } = stored.data;
      const gone = cleared.length === 0 ? "" : `; ${counted(cleared.length, "pattern")} cleared`;
      return `The harmony of outputs went from ${previous} to ${current}${gone}.`;
    }
    case "harmony:chain-proposed": {
      const { id, chain, replaces } = stored.data;
      const of = replaces === null ? "" : `, in the place of ${replaces}`;
      return `${stored.actor} wants ${chain.pattern.path} at ${chain.pattern.gate} healed: ${id}, by ${chain.flow}${of}, waits for a human's word.`;
    }
    case "harmony:chain-decided": {
      const { chain, decision, reason } = stored.data;
      const words = { approve: "approved", cancel: "cancelled" }[decision];
      return `${stored.actor} ${words} ${chain}${reason === null ? "" : `: “${reason}”`}.`;
    }
    case "harmony:chain-progress":
      return tellProgress(stored.data);
    case "harmony:decided": {
      const { pattern, decision, reason } = stored.data;
      const words = { investigate: "looks into", ignore: "ignores", restore: "no longer ignores" }[decision];
      return `${stored.actor} ${words} the pattern ${pattern}${reason === null ? "" : `: “${reason}”`}.`;
    }
  }
}

function tellProgress({ chain, state, report, reason, isApplied }: HarmonyEvents["harmony:chain-progress"]): string {
  if (report !== null) return sentence(`${chain}: ${report.step} ${report.state}: ${report.detail}`);
  if (isApplied) return `${chain} is in force: real outputs show from now on whether it helps.`;
  return sentence(`${chain} is ${state}${reason === null ? "" : `: ${reason}`}`);
}

function tellFindings(findings: readonly Finding[]): string {
  return listed(findings.slice(0, 3).map(({ kind, path }) => `${kind.replaceAll("_", " ")} ${path}`));
}
