/** What people switch: healing as a whole, silences, windows, what is stopped, the configuration, the ways to people, grants. */
import type { Page, SilenceView, Status, WindowView } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Loaded, PageHead } from "../../kit/index.ts";
import { Grants } from "../healers/grants.tsx";
import { About } from "./about.tsx";
import { Configuration } from "./configuration.tsx";
import { Healing } from "./healing.tsx";
import { Maintenance } from "./maintenance.tsx";
import { Messages } from "./messages.tsx";
import { Model } from "./model.tsx";
import { Silences } from "./silences.tsx";
import { Sinks } from "./sinks.tsx";
import { Stopped } from "./stopped.tsx";

/** Ends come without an event of their own being seen here first. */
const everyMs = 15_000;
const switched = ({ type }: LiveEvent) =>
  /^(healing|silence|maintenance|target|service|config|configuration|engine|grant|model)\./.test(type);

export function View() {
  const options = { refreshOn: switched, everyMs };
  const status = useResource<Status>("/v1/status", options);
  const silences = useResource<Page<SilenceView>>("/v1/silences", options);
  const windows = useResource<Page<WindowView>>("/v1/maintenance", options);
  return (
    <>
      <PageHead title="Settings" />
      <Loaded of={status}>
        {(now) => (
          <>
            <Healing paused={now.paused} onDone={status.refresh} />
            <Loaded of={silences}>{({ items }) => <Silences items={items} onDone={silences.refresh} />}</Loaded>
            <Loaded of={windows}>{({ items }) => <Maintenance items={items} onDone={windows.refresh} />}</Loaded>
            <Stopped items={now.switches?.stopped ?? []} onDone={status.refresh} />
            <Grants emergency={[]} />
            <Messages />
            <Configuration standing={now.configuration} onDone={status.refresh} />
            <div class="columns">
              <Model model={now.model} />
              <Sinks sinks={now.sinks ?? []} />
            </div>
            <About status={now} />
          </>
        )}
      </Loaded>
    </>
  );
}
