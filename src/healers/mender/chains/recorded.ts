/** The outputs that a chain is tried on, as the log has them. */
import type { HarmonyEvent, HarmonyReader } from "#core/log/read";
import type { ChainOrder } from "#core/model";
import type { Recorded } from "./scene.ts";

const mostGood = 500;

export function recordedFor({ chain, violations, good }: ChainOrder, reader: HarmonyReader): Recorded {
  const failing: Recorded["failing"][number][] = [];
  let cut = 0;
  for (const stored of reader.at("engine", violations)) {
    if (stored.type !== "harmony:violation") continue;
    const { raw, isCut, gate, format, findings, check } = stored.data;
    const { kind, path } = chain.pattern;
    const finding = findings.find((one) => one.kind === kind && one.path === path && !one.advisory);
    if (finding === undefined) continue;
    if (isCut) cut++;
    else {
      const { received, expected, line } = finding;
      failing.push({ name: check, raw, gate, format, received, expected, line });
    }
  }
  const kept = reader.at("engine", good).flatMap((stored) => goodIn(stored, chain.pattern.contract));
  return { failing, good: kept.slice(-mostGood), cut };
}

function goodIn(stored: HarmonyEvent, contract: string): readonly Recorded["good"][number][] {
  if (stored.type !== "harmony:check") return [];
  return (stored.data.good ?? [])
    .filter((one) => one.contract === contract)
    .map(({ gate, format, raw, at }) => ({ name: `the output of ${new Date(at).toISOString()}`, gate, format, raw }));
}
