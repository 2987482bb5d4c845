/** What each attempt of a runbook came to, and what was believed of that content right after it. */
import type { KnowledgeReader } from "#core/log/read";
import type { Confidence, Page, PageQuery, RunbookOutcome } from "#core/model";
import { confidenceFrom } from "#loop/learn";
import { bounded, readPlace, writeCursor } from "./cursor.ts";

const usualPage = 100;
const largestPage = 500;
/** As many as the engine goes by (state.ts); what is older would hardly count. */
const countedOutcomes = 500;
const lookedThrough = 10_000;

export function outcomesOf(
  reader: KnowledgeReader,
  runbook: string,
  { limit, cursor }: PageQuery,
): Page<RunbookOutcome> {
  const length = bounded(limit, usualPage, largestPage);
  const rows = reader.outcomes(runbook, { before: readPlace(cursor), limit: length + 1 });
  const shown = rows.slice(0, length);
  const believed = beliefs(reader, runbook);
  const items = shown.map(({ place, outcome }): RunbookOutcome => {
    const { incident, target, anomaly, strategy, result, effectiveness, durationMs, recoveryMs, verifiedBy } = outcome;
    return {
      ...{ incident, target, anomaly, strategy, result, effectiveness, durationMs, recoveryMs, verifiedBy },
      at: new Date(outcome.recordedAt).toISOString(),
      version: outcome.runbookVersion,
      hash: outcome.runbookHash,
      repairs: outcome.repairs ?? true,
      confidence: believed(place, outcome.runbookHash, outcome.recordedAt),
    };
  });
  const last = shown.at(-1);
  return { items, next: rows.length > length && last !== undefined ? writeCursor(last.place) : null };
}

function beliefs(reader: KnowledgeReader, runbook: string) {
  const byHash = Map.groupBy(reader.outcomeFacts({ runbook, limit: lookedThrough }), ({ hash }) => hash);
  return (place: number, hash: string, at: number): Confidence => {
    const until = (byHash.get(hash) ?? []).filter((fact) => fact.place <= place);
    return confidenceFrom(until.slice(-countedOutcomes), at);
  };
}
