/** What has happened since the reader was shown what they are about to decide. */
import type { StoryItem } from "#core/model";
import { Moment, Text } from "../../../kit/index.ts";

const mostShown = 3;

/** `after` null: since a human was asked last. What people did is always among it; messages that went out are no news. */
export function News({ items, after }: { readonly items: readonly StoryItem[]; readonly after: number | null }) {
  const from = after ?? items.findLast(({ type }) => type === "approval.asked")?.seq ?? 0;
  const news = items.filter(({ seq, isDetail, chapter }) => seq > from && !isDetail && chapter !== "told");
  if (news.length === 0) return null;
  const byPeople = news.filter(({ actor }) => actor.includes(":"));
  const shown = new Set([...byPeople, ...news.slice(-mostShown)].slice(0, 2 * mostShown));
  return (
    <div class="news" role="status">
      <strong>Meanwhile:</strong>
      <ul>
        {news
          .filter((item) => shown.has(item))
          .map(({ seq, at, sentence }) => (
            <li key={seq}>
              <Text>{sentence}</Text>{" "}
              <span class="quiet">
                <Moment at={at} />
              </span>
            </li>
          ))}
      </ul>
    </div>
  );
}
