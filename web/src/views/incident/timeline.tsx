/** What happened, in plain sentences, by chapter; each opens to the record that it tells. */
import { useState } from "preact/hooks";
import type { Chapter, IncidentDetail, IncidentStory, StoryItem } from "#core/model";
import { Card, clockOf, Json, lengthOf, Pairs, Text } from "../../kit/index.ts";

type Record = IncidentDetail["events"][number];

const titles: Readonly<globalThis.Record<Chapter, string>> = {
  seen: "Seen",
  decided: "Decided",
  asked: "Asked",
  done: "Done",
  verified: "Looked at afresh",
  told: "Told",
  ended: "The end",
};

/** Of a long story the newest; the others on demand. */
const shownAtFirst = 60;

interface TimelineProps {
  readonly story: IncidentStory;
  readonly events: readonly Record[];
}

export function Timeline({ story, events }: TimelineProps) {
  const [hasDetails, showDetails] = useState(false);
  const [isWhole, showWhole] = useState(false);
  const told = hasDetails ? story.items : story.items.filter(({ isDetail }) => !isDetail);
  const shown = isWhole ? told : told.slice(-shownAtFirst);
  const details = story.items.length - story.items.filter(({ isDetail }) => !isDetail).length;
  const began = Date.parse(story.items[0]?.at ?? "");
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  return (
    <Card
      title="What happened"
      id="story"
      aside={
        details > 0 && (
          <label class="check">
            <input
              type="checkbox"
              checked={hasDetails}
              onChange={({ currentTarget }) => showDetails(currentTarget.checked)}
            />
            every record ({details} more)
          </label>
        )
      }
    >
      {told.length > shown.length && (
        <button type="button" onClick={() => showWhole(true)}>
          Show the {told.length - shown.length} before these
        </button>
      )}
      <ol class="story">
        {chaptersOf(shown).map(({ chapter, items }) => (
          <li key={items[0]?.seq} class={`part part-${chapter}`}>
            <h3 class={`chapter chapter-${chapter}`}>{titles[chapter]}</h3>
            <ol>
              {items.map((item) => (
                <Item key={item.seq} item={item} record={bySeq.get(item.seq)} began={began} />
              ))}
            </ol>
          </li>
        ))}
      </ol>
    </Card>
  );
}

interface Part {
  readonly chapter: Chapter;
  readonly items: StoryItem[];
}

/** In the order in which it happened; what belongs together stands together. */
function chaptersOf(items: readonly StoryItem[]): readonly Part[] {
  const parts: Part[] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last?.chapter === item.chapter) last.items.push(item);
    else parts.push({ chapter: item.chapter, items: [item] });
  }
  return parts;
}

interface ItemProps {
  readonly item: StoryItem;
  readonly record: Record | undefined;
  readonly began: number;
}

function Item({ item: { at, sentence, actor, type, seq, isDetail }, record, began }: ItemProps) {
  const [isOpen, setOpen] = useState(false);
  const ms = Date.parse(at);
  return (
    <li>
      <details class={isDetail ? "told quiet" : "told"} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          <time dateTime={at} title={new Date(ms).toLocaleString()}>
            {clockOf(ms)} <span class="since">+{lengthOf(ms - began)}</span>
          </time>
          <span class="sentence" dir="auto">
            {shortOf(sentence)}
          </span>
        </summary>
        {isOpen && (
          <div class="told-record">
            {sentence.length > sentenceLength && <Text block>{sentence}</Text>}
            <Pairs
              items={[
                ["Who", actor],
                ["What", <code key="what">{type}</code>],
                ["Record", `number ${seq}`],
                ...(record === undefined ? [] : [["Hash", <code key="hash">{record.hash}</code>] as const]),
              ]}
            />
            {record !== undefined && <Json value={record.data} />}
          </div>
        )}
      </details>
    </li>
  );
}

const sentenceLength = 400;

/** A button cannot stand within a summary; all of it is said below. */
function shortOf(sentence: string): string {
  return sentence.length > sentenceLength ? `${sentence.slice(0, sentenceLength)} …` : sentence;
}
