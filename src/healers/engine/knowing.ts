/** What was learned, for surfaces that ask: loaded with the first question, since the loop needs none of it. */
import type { KnowledgeFacade } from "#core/model";
import type { KnowledgeSources } from "./knowledge/index.ts";

export function lazyKnowledge(sources: KnowledgeSources): KnowledgeFacade {
  let opened: Promise<KnowledgeFacade> | undefined;
  const open = (): Promise<KnowledgeFacade> => {
    opened ??= import("./knowledge/index.ts").then(({ openKnowledge }) => openKnowledge(sources));
    return opened;
  };
  return {
    runbookVersions: async (id, query) => (await open()).runbookVersions(id, query),
    runbookOutcomes: async (id, query) => (await open()).runbookOutcomes(id, query),
    targetPage: async (query) => (await open()).targetPage(query),
    targetDetail: async (id) => (await open()).targetDetail(id),
    dependencies: async () => (await open()).dependencies(),
    learning: async () => (await open()).learning(),
  };
}
