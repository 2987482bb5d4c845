/** The questions, each put to the log and to what the engine has at hand. */
import type { LogReader } from "#core/log/read";
import type { KnowledgeFacade } from "#core/model";
import type { RunbookRegistry } from "../runbooks.ts";
import type { TargetSources } from "../target-views.ts";
import { learningNow } from "./learning.ts";
import { outcomesOf } from "./outcomes.ts";
import { dependencyNodes, detailOf, pageOfTargets } from "./targets.ts";
import { versionsOf } from "./versions.ts";

export interface KnowledgeSources extends TargetSources {
  readonly reader: LogReader;
  readonly registry: () => RunbookRegistry;
  /** The wall clock, ms. */
  readonly now: () => number;
}

export async function openKnowledge(sources: KnowledgeSources): Promise<KnowledgeFacade> {
  const reader = await sources.reader.knowledge();
  return {
    runbookVersions: async (id, query) => versionsOf(reader, id, query),
    runbookOutcomes: async (id, query) => outcomesOf(reader, id, query),
    targetPage: async (query) => pageOfTargets(sources, query),
    targetDetail: async (id) => detailOf(sources, id),
    dependencies: async () => dependencyNodes(sources),
    learning: async () => learningNow(reader, sources),
  };
}
