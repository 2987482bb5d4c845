/** What was learned so far: how long healing takes, what works, what comes back, when a human was called, and what that taught. */
import type { Learning, Page, PostMortem } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Loaded, PageHead } from "../../kit/index.ts";
import { Escalations } from "./escalations.tsx";
import { PostMortems, Proposals } from "./post-mortems.tsx";
import { Returning } from "./returning.tsx";
import { Strategies } from "./strategies.tsx";
import { Times } from "./times.tsx";

const everyMs = 60_000;
const refreshOn = ({ type }: LiveEvent): boolean => /^(outcome\.|incident\.(opened|moved|tiered))/.test(type);

const writtenOn = ({ type }: LiveEvent): boolean => /^(postmortem\.|amendment\.|runbook\.amended)/.test(type);

export function View() {
  const learning = useResource<Learning>("/v1/learning", { refreshOn, everyMs });
  const written = useResource<Page<PostMortem>>("/v1/postmortems", { refreshOn: writtenOn });
  return (
    <>
      <PageHead title="Learning" />
      <Loaded of={written}>{({ items }) => <Proposals of={items} refresh={written.refresh} />}</Loaded>
      <Loaded of={learning}>
        {({ times, strategies, recurring, escalations, notYet }) => (
          <>
            <Times of={times} />
            <Strategies of={strategies} />
            <div class="columns">
              <Returning of={recurring} />
              <Escalations of={escalations} />
            </div>
            {written.data !== undefined && <PostMortems of={written.data.items} />}
            <p class="quiet">{notYet}</p>
          </>
        )}
      </Loaded>
    </>
  );
}
