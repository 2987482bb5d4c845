/** The questions that wait for a human, the most urgent first; each can be decided right here. */
import { useState } from "preact/hooks";
import type { Page, QueuedQuestion } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { countOf, Empty, Loaded, PageHead } from "../../kit/index.ts";
import { Question } from "./question.tsx";

const isOfQuestions = ({ type }: LiveEvent) =>
  /^(approval\.|plan\.rehearsed|incident\.(moved|acknowledged))/.test(type);

/** As many as the API gives at once. */
const mostShown = 100;

export function View() {
  const queue = useResource<Page<QueuedQuestion>>("/v1/approvals?details=true", { refreshOn: isOfQuestions });
  // One that is being answered stays, whatever becomes of it meanwhile.
  const [held, hold] = useState<QueuedQuestion | null>(null);
  return (
    <>
      <PageHead title="Approvals">
        {queue.data !== undefined && queue.data.items.length > 0 && (
          <span class="quiet">{countOf(queue.data.items.length, "question")} waiting</span>
        )}
      </PageHead>
      <Loaded of={queue}>
        {({ items }) => {
          const isGone = held !== null && items.every(({ id }) => id !== held.id);
          const shown = isGone ? [held, ...items] : items;
          if (shown.length === 0)
            return (
              <Empty title="Nobody waits for your word.">
                When Chiron knows a repair and may not run it by itself, it asks here, and by the channels under{" "}
                <code>notify</code>. Silence is always a no.
              </Empty>
            );
          return (
            <>
              {shown.map((question) => (
                <Question
                  key={question.id}
                  question={question}
                  isGone={isGone && question.id === held?.id}
                  onOpen={(isOpen) => hold(isOpen ? question : null)}
                  onDone={queue.refresh}
                />
              ))}
              {items.length >= mostShown && (
                <p class="quiet">These are the most urgent; others may wait behind them.</p>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
