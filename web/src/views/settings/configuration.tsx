/** The configuration read anew: all of it, or nothing. */
import { useState } from "preact/hooks";
import type { Status } from "#core/model";
import { change, type Problem } from "../../api/index.ts";
import { Card, Command, Decision, Moment, Text } from "../../kit/index.ts";

interface Props {
  readonly standing: Status["configuration"];
  readonly onDone: () => void;
}

/** Services that are new are started, those that are gone are stopped, each with its grace. */
const patienceMs = 120_000;

export function Configuration({ standing, onDone }: Props) {
  const [refusal, setRefusal] = useState<Problem>();
  const done = () => {
    setRefusal(undefined);
    onDone();
  };
  const isBad = standing !== undefined || refusal !== undefined;
  return (
    <Card
      title="Configuration"
      id="configuration"
      {...(isBad ? { tone: "bad" as const } : {})}
      aside={
        <Decision
          label="Read it anew"
          command="reload"
          confirmation="confirm"
          consequence="chiron.yaml, its packs and runbooks are read again. Services that are new in it are started, those that are gone are stopped. When anything in it is wrong, nothing changes."
          run={() => change("POST", "/v1/reload", { patienceMs })}
          onDone={done}
          onRefused={setRefusal}
        />
      }
    >
      {standing !== undefined && (
        <div class="stack">
          <p>
            <strong>The last configuration that worked is in force</strong>, since <Moment at={standing.since} />,
            because <code>{standing.file}</code> cannot be used:
          </p>
          <Text block>{standing.problems.join("\n")}</Text>
        </div>
      )}
      {refusal !== undefined && (
        <div class="stack">
          <p>
            <strong>It was not read anew; what was in force still is.</strong> {refusal.help}
          </p>
          <Text block>{refusal.message}</Text>
        </div>
      )}
      <p class="quiet">
        Whether a file is right can be asked before: <Command>chiron validate</Command>
      </p>
    </Card>
  );
}
