/** All that is seen at one glance, in one pass over what is at hand: ten thousand open incidents are no reason to be slow. */
import type { LogReader } from "#core/log/read";
import type { EngineFacade, FeedItem, HealingCount, Incident, OpenIncident, Overview } from "#core/model";
import { incidentOf } from "#core/model";
import { typesOfStories } from "#surface/story";
import { needsHuman, wantedOf } from "#surface/story/wanted";
import { iso, statusView, type ViewSources } from "../views.ts";
import { unwellTargets } from "./unwell.ts";
import { mostWanted, waitingQuestions } from "./wanting.ts";

export interface GlanceMeans {
  readonly sources: ViewSources;
  readonly reader: LogReader;
  readonly harmony: EngineFacade["harmony"];
  readonly head: () => number;
  readonly now: () => number;
  readonly tell: EngineFacade["tell"];
}

const most = { incidents: 50, unwell: 50, approvals: 50, events: 30 } as const;
/** The feed looks no further back than this many events. */
const feedReach = 5_000;
const longestText = 500;
const dayMs = 86_400_000;

export async function overviewOf(means: GlanceMeans): Promise<Overview> {
  const { sources, reader } = means;
  const harmony = sources.settings().contracts.length === 0 ? null : (await means.harmony.view()).score;
  const head = means.head();
  const now = means.now();
  const { state } = sources;
  const wanting = mostWanted(state.open.values(), most.incidents);
  const questions = waitingQuestions(state.open.values(), most.approvals);
  return {
    at: iso(now),
    head,
    status: { ...statusView(sources), harmony },
    healers: sources.healers?.() ?? [],
    unwell: unwellTargets(sources, most.unwell),
    incidents: wanting.first.map(openIncident),
    needHuman: wanting.needHuman,
    approvals: questions.first,
    approvalsWaiting: questions.total,
    counts: { day: countSince(reader, now - dayMs), week: countSince(reader, now - 7 * dayMs) },
    feed: feedOf(means, head),
  };
}

function countSince(reader: LogReader, since: number): HealingCount {
  return {
    healed: reader.metricCount("heal_remediation_success", since),
    escalated: reader.metricCount("heal_escalation_fired", since),
  };
}

function feedOf({ reader, tell }: GlanceMeans, head: number): readonly FeedItem[] {
  const newest = reader.events({
    after: Math.max(0, head - feedReach),
    upTo: head,
    types: typesOfStories,
    newest: true,
    // Not all events of these types belong to a story.
    limit: most.events * 4,
  });
  return newest
    .map((stored): FeedItem => {
      const { seq, type, actor } = stored;
      const { sentence, chapter } = tell(stored);
      return { seq, at: iso(stored.at), type, actor, incident: incidentOf(stored), sentence: short(sentence), chapter };
    })
    .filter(({ chapter }) => chapter !== null)
    .slice(-most.events);
}

/** What the world said may be long; at one glance nobody reads so much of it. */
function short(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText - 2)} …` : text;
}

function openIncident(incident: Incident): OpenIncident {
  const { id, type, target, severity, state, recurrences, domain, runbook, tier, summary, title } = incident;
  return {
    ...{ id, type, target, severity, state },
    openedAt: iso(incident.openedAt),
    updatedAt: iso(incident.updatedAt),
    endedAt: null,
    ...{ recurrences, domain, runbook, tier },
    summary: short(summary),
    title: short(title),
    wanted: short(wantedOf(incident).sentence),
    needsHuman: needsHuman(incident),
    acknowledgedBy: incident.acknowledged?.by ?? null,
  };
}
