/** Outputs of a pattern beside the contract. The marks are made in the thread that checks: an output may be long, and the engine's loop goes on. */
import type { HarmonyReader } from "#core/log/read";
import type { ComparisonQuery, OutputComparison, Page } from "#core/model";
import type { Contracts } from "./contracts.ts";
import type { Ledger } from "./ledger.ts";
import { violationsIn } from "./views.ts";

export interface Comparing {
  readonly ledger: Ledger;
  readonly contracts: Contracts;
  readonly reader: HarmonyReader;
}

/** Undefined for a pattern that nobody knows. Throws `timeout` when marking takes too long, `conflict` while there is no contract. */
export async function comparisons(
  { ledger, contracts, reader }: Comparing,
  id: string,
  { limit, before }: ComparisonQuery,
): Promise<Page<OutputComparison> | undefined> {
  const pattern = ledger.drift.pattern(id);
  if (pattern === undefined) return undefined;
  const places = ledger
    .violationsOf(id)
    .toReversed()
    .filter(({ seq }) => before === undefined || seq < Number(before));
  const shown = places.slice(0, limit);
  const stored = shown.flatMap(({ stream, seq }) => reader.at(stream, [seq]));
  const recorded = stored.flatMap((one) => {
    if (one.type !== "harmony:violation") return [];
    const { raw, isCut, format } = one.data;
    return violationsIn(one, pattern).map((violation) => {
      const { kind, path, expected, received, line, advisory } = violation;
      return { violation, kept: { raw, isCut, format, finding: { kind, path, expected, received, line, advisory } } };
    });
  });
  const besides = await contracts.compare(
    pattern.contract,
    recorded.map(({ kept }) => kept),
  );
  const last = shown.at(-1);
  return {
    items: recorded.flatMap(({ violation, kept }, index) => {
      const { id: violationId, at, status, format, session, step, chain } = violation;
      const beside = besides[index];
      if (beside === undefined || status === "valid") return [];
      const known = { id: violationId, at: new Date(at).toISOString(), status, format, session, step, chain };
      return [{ ...kept.finding, ...known, ...beside }];
    }),
    next: last === undefined || places.length <= shown.length ? null : String(last.seq),
  };
}
