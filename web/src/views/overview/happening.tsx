/** What has happened last, in plain sentences, the newest first. */

import { useState } from "preact/hooks";
import type { FeedItem, Overview } from "#core/model";
import { Card, Empty, Moment, Text } from "../../kit/index.ts";

const shownAtFirst = 8;

export function Happening({ feed }: Pick<Overview, "feed">) {
  const [isWhole, setWhole] = useState(false);
  const newestFirst = [...feed].reverse().slice(0, isWhole ? feed.length : shownAtFirst);
  return (
    <Card title="What happened last" aside={<a href="/audit">The whole log</a>}>
      {newestFirst.length === 0 ? (
        <Empty title="Nothing yet." />
      ) : (
        <ol class="feed">
          {newestFirst.map((item) => (
            <Item key={item.seq} {...item} />
          ))}
        </ol>
      )}
      {feed.length > shownAtFirst && (
        <p>
          <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {isWhole ? "Show less" : `Show the last ${feed.length}`}
          </button>
        </p>
      )}
    </Card>
  );
}

function Item({ at, sentence, chapter, incident }: FeedItem) {
  return (
    <li>
      <span class="feed-when">
        <Moment at={at} />
        {chapter !== null && <span class={`chapter chapter-${chapter}`}>{chapter}</span>}
      </span>
      <span>
        <Text>{sentence}</Text>{" "}
        {incident !== null && (
          <a href={`/incidents/${incident}`} aria-label={`The incident ${incident}`}>
            incident
          </a>
        )}
      </span>
    </li>
  );
}
