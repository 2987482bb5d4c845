/** The events of an incident, told one by one. */
import type { Chapter, StoredEvent, StoryItem } from "#core/model";
import { chapterOf } from "../chapters.ts";
import { tellEvent } from "../tell-event.ts";

/** In the order in which they happened. Of sightings in a row the last says it all. */
export function storyItems(events: readonly StoredEvent[]): readonly StoryItem[] {
  let current: Chapter = "seen";
  return events
    .filter(({ type }, index) => type !== "incident.refreshed" || events[index + 1]?.type !== "incident.refreshed")
    .map((stored): StoryItem => {
      const { seq, type, actor } = stored;
      const chapter = chapterOf(stored);
      current = chapter ?? current;
      const at = new Date(stored.at).toISOString();
      return { seq, at, type, actor, sentence: tellEvent(stored), chapter: current, isDetail: chapter === null };
    });
}
