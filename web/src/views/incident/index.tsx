/** One incident: what is wanted of the reader first, then what happened, and what all of it rests on. */
import type { IncidentDetail, IncidentStory } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Loaded } from "../../kit/index.ts";
import type { ViewProps } from "../view.ts";
import { Charts } from "./charts.tsx";
import { storyPath } from "./deciding/index.ts";
import { Evidence } from "./evidence.tsx";
import { Head } from "./head.tsx";
import { PlanCard } from "./plan.tsx";
import { PostMortemCard } from "./postmortem.tsx";
import { Timeline } from "./timeline.tsx";
import { Understanding } from "./understanding.tsx";
import { Also, WantedCard } from "./wanted.tsx";
import { Ways } from "./ways.tsx";

export function View({ params: { id = "" } }: ViewProps) {
  // Another incident is another page: what was typed for this one is not for that one.
  return <One key={id} id={id} />;
}

function One({ id }: { readonly id: string }) {
  const refreshOn = ({ subject, type }: LiveEvent) => subject === id || type.startsWith("healing.");
  const detail = useResource<IncidentDetail>(`/v1/incidents/${encodeURIComponent(id)}`, { refreshOn });
  const story = useResource<IncidentStory>(storyPath(id), { refreshOn });
  const refresh = () => {
    detail.refresh();
    story.refresh();
  };
  return (
    <Loaded of={detail}>
      {(incident) => (
        <>
          <Head incident={incident} />
          <Loaded of={story}>
            {(told) => (
              <>
                <WantedCard incident={incident} story={told} etag={story.etag} onDone={refresh} />
                <div class="incident">
                  <div class="stack">
                    <Timeline story={told} events={incident.events} />
                    <Also incident={incident} story={told} etag={story.etag} onDone={refresh} />
                    <PostMortemCard incident={incident} />
                  </div>
                  <div class="stack">
                    <Charts story={told} isOver={incident.endedAt !== null} />
                    <Evidence incident={incident} />
                    <PlanCard incident={incident} story={told} />
                    <Understanding incident={incident} />
                    <Ways ways={told.ways} />
                  </div>
                </div>
              </>
            )}
          </Loaded>
        </>
      )}
    </Loaded>
  );
}
