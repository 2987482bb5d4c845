/** One incident as its reader gets it: told, with what is wanted, what else can be done, and what was not. */
import type { LogReader } from "#core/log/read";
import type { IncidentStory } from "#core/model";
import { openBook } from "#surface/story";
import { wantedOf } from "#surface/story/wanted";
import type { Parts } from "../parts.ts";
import { chartsOf, windowOf } from "./charts.ts";
import { rehearsalIn, stakesOf } from "./stakes.ts";
import { waysOf } from "./ways.ts";

export async function storyOf(
  parts: Parts,
  reader: LogReader,
  id: string,
  hasPostMortem: boolean,
): Promise<IncidentStory | undefined> {
  const incident = reader.incident(id);
  if (incident === undefined) return undefined;
  const { alsoOf, momentsOf, storyItems } = await openBook();
  const events = reader.eventsOfIncident(id);
  const target = parts.target(incident.target);
  const rehearsal = rehearsalIn(events, incident.plan);
  const stakes = stakesOf(parts, incident, rehearsal);
  const wanted = wantedOf(incident, stakes);
  const ways = target === undefined ? [] : waysOf(parts, incident, target, events);
  const byRunbook = Map.groupBy(ways, ({ runbook }) => runbook);
  const runbooks = [...byRunbook].flatMap(([runbook, own]) => {
    const next = own.find(({ state }) => state === "chosen" || state === "possible") ?? own[0];
    return next === undefined ? [] : [{ runbook, risk: next.risk }];
  });
  return {
    incident: id,
    items: storyItems(events),
    wanted,
    also: alsoOf(incident, stakes, { wanted, runbooks, hasPostMortem }),
    stakes,
    rehearsal,
    ways,
    moments: momentsOf(incident, events),
    charts: target === undefined ? [] : await chartsOf(parts, incident, target),
    window: windowOf(incident, parts.platform.clock.now()),
  };
}
