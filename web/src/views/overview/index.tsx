/** Is anything wrong, and does anybody wait for the reader: the answer first, what it stands on below. */
import type { Overview } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Loaded } from "../../kit/index.ts";
import { Answer } from "./answer.tsx";
import { Figures } from "./figures.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { Happening } from "./happening.tsx";
import { Trouble } from "./trouble.tsx";

/** A target that reads good again is no event. */
const everyMs = 5_000;
/** Told by the feed itself, or of no weight at a glance. */
const isQuiet = ({ type }: LiveEvent) => /^(message\.|service\.let_go|model\.)/.test(type);

export function View() {
  const overview = useResource<Overview>("/v1/overview", { refreshOn: (event) => !isQuiet(event), everyMs });
  return (
    <Loaded of={overview}>
      {(data) => (
        <>
          <Answer overview={data} />
          {data.status.targets.total === 0 && <FirstSteps overview={data} />}
          <div class="overview">
            <div class="stack">
              <Trouble overview={data} />
            </div>
            <div class="stack">
              <Figures overview={data} />
              <Happening feed={data.feed} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  );
}
