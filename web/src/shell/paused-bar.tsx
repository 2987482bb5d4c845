/** On every page while healing is paused: whoever looks must not think that anything is repaired. */
import type { Status } from "#core/model";
import { change } from "../api/index.ts";
import { actorOf, Decision, Moment } from "../kit/index.ts";

export function PausedBar({ paused }: { readonly paused: Status["paused"] }) {
  if (paused === null) return null;
  return (
    <section class="bar bar-warn" aria-label="Healing is paused">
      <span>
        <strong>Healing is paused</strong> by {actorOf(paused.by)}, <Moment at={paused.since} />: {paused.reason}.
        Watching and messages go on; nothing is repaired.
      </span>
      <Decision
        label="Let healing go on"
        command="resume"
        consequence="Chiron repairs again what its runbooks may repair, beginning with what is broken now."
        confirmation="none"
        run={() => change("DELETE", "/v1/pause")}
      />
    </section>
  );
}
