/** The one switch that stops every repair. */
import type { Status } from "#core/model";
import { change } from "../../api/index.ts";
import { actorOf, Badge, Card, Decision, Moment } from "../../kit/index.ts";

interface Props {
  readonly paused: Status["paused"];
  readonly onDone: () => void;
}

export function Healing({ paused, onDone }: Props) {
  return (
    <Card
      title="Healing"
      id="healing"
      {...(paused === null ? {} : { tone: "warn" as const })}
      aside={paused === null ? <Pause onDone={onDone} /> : <Resume onDone={onDone} />}
    >
      {paused === null ? (
        <p>
          <Badge tone="good">on</Badge> Chiron repairs what its runbooks may repair.
        </p>
      ) : (
        <p>
          <Badge tone="warn">paused</Badge> by {actorOf(paused.by)}, <Moment at={paused.since} />: {paused.reason}
        </p>
      )}
    </Card>
  );
}

function Pause({ onDone }: Pick<Props, "onDone">) {
  return (
    <Decision
      label="Pause all healing"
      command="pause"
      tone="danger"
      confirmation="confirm"
      reason="required"
      consequence="Nothing is repaired any more, on no target, until somebody lets it go on. What is under way stops before its next step. Watching and messages go on."
      run={({ reason }) => change("POST", "/v1/pause", { body: { reason } })}
      onDone={onDone}
    />
  );
}

function Resume({ onDone }: Pick<Props, "onDone">) {
  return (
    <Decision
      label="Resume healing"
      command="resume"
      tone="primary"
      confirmation="none"
      consequence="Chiron repairs again what its runbooks may repair, beginning with what is broken now."
      run={() => change("DELETE", "/v1/pause")}
      onDone={onDone}
    />
  );
}
