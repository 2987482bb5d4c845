/** Chiron's own processes: who watches whom, how each is, and what they did for one another. While the engine is gone the page says how old it is. */
import type { HealersWatch } from "#core/model";
import { connection, type LiveEvent, useResource } from "../../api/index.ts";
import { Loaded, Moment, PageHead } from "../../kit/index.ts";
import { Drills } from "./drills.tsx";
import { Grants } from "./grants.tsx";
import { LastGood } from "./last-good.tsx";
import { Picture } from "./picture.tsx";
import { Processes } from "./processes.tsx";
import { Recoveries } from "./recoveries.tsx";

/** A beat is no event. */
const everyMs = 2_000;
const isOfHealers = ({ type }: LiveEvent) =>
  /^(recovery|emergency|grant|drill|engine|lease|configuration|release)\./.test(type);

export function View() {
  const watch = useResource<HealersWatch>("/v1/healers/watch", { refreshOn: isOfHealers, everyMs });
  return (
    <>
      <PageHead title="Healers" />
      <Gone readAt={watch.readAt} isFailing={watch.problem !== undefined} />
      <Loaded of={watch.problem !== undefined && watch.data !== undefined ? { ...watch, problem: undefined } : watch}>
        {(view) => (
          <>
            <Picture watch={view} readAt={watch.readAt ?? Date.now()} isOld={watch.problem !== undefined} />
            <Processes watch={view} isOld={watch.problem !== undefined} />
            <Recoveries />
            <div class="columns">
              <LastGood healers={view.healers} />
              <Grants emergency={view.emergencyGrants} />
            </div>
            <Drills schedule={view.drill} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** The engine serves this page: while it is away nothing new can be known here, and another healer brings it back. */
function Gone({ readAt, isFailing }: { readonly readAt: number | undefined; readonly isFailing: boolean }) {
  const isLost = connection.value.state === "lost";
  if (!isLost && !isFailing) return null;
  return (
    <div class="trouble" role="alert">
      <p>
        <strong>The engine does not answer.</strong> The mender restarts it; if both are gone, the watchdog does.{" "}
        {readAt === undefined ? (
          "Nothing is known here yet."
        ) : (
          <>
            What stands below is as it was <Moment at={readAt} />.
          </>
        )}{" "}
        On its machine <code>chiron healers</code> answers also now.
      </p>
    </div>
  );
}
