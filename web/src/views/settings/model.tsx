/** The language model that may be asked for advice, where one is configured. No repair waits for it. */
import { useState } from "preact/hooks";
import type { CommandResult, Status } from "#core/model";
import { change } from "../../api/index.ts";
import { Badge, Card, Decision, Json, Pairs, plain, sizeOf } from "../../kit/index.ts";

interface Trial {
  readonly ok: boolean;
  readonly result: string | null;
  readonly preview: { readonly method: string; readonly url: string; readonly bytes: number; readonly body: unknown };
}

const patienceMs = 300_000;

export function Model({ model }: { readonly model: Status["model"] }) {
  const [trial, setTrial] = useState<Trial>();
  if (model === undefined) {
    return (
      <Card title="Language model" id="model">
        <p>
          None is configured, and none is needed: nothing is sent anywhere.{" "}
          <span class="quiet">
            Under <code>model</code> in chiron.yaml one can be named, which is then asked for proposals.
          </span>
        </p>
      </Card>
    );
  }
  const run = async (send: boolean) => {
    const answered = await change<CommandResult>("POST", "/v1/model/test", { body: { send }, patienceMs });
    setTrial(answered.data as unknown as Trial);
    return answered;
  };
  return (
    <Card title="Language model" id="model" aside={<Tests run={run} />}>
      <Pairs
        items={[
          ["Model", `${model.name} (${model.provider})`],
          [
            "State",
            model.state === "ready" ? (
              <Badge key="state" tone="good">
                ready
              </Badge>
            ) : (
              <Badge key="state" tone="warn">
                resting after failures
              </Badge>
            ),
          ],
          ["Asked for", model.uses.map(plain).join(", ")],
          ["Questions", `${model.asked.lastHour} in the last hour, ${model.asked.lastDay} in the last day`],
        ]}
      />
      {trial !== undefined && (
        <div class="stack">
          <p>
            {trial.result === null ? <Badge tone="quiet">nothing was sent</Badge> : <Outcome {...trial} />} This{" "}
            {trial.result === null ? "would be" : "was"} sent: {sizeOf(trial.preview.bytes)} to{" "}
            <code>{trial.preview.url}</code>
          </p>
          <details>
            <summary>What stands in it</summary>
            <Json value={trial.preview.body} />
          </details>
        </div>
      )}
    </Card>
  );
}

function Outcome({ ok, result }: Trial) {
  return (
    <>
      <Badge tone={ok ? "good" : "bad"}>{ok ? "it answers" : "it cannot be used"}</Badge>{" "}
      <span dir="auto">{result}.</span>
    </>
  );
}

function Tests({ run }: { readonly run: (send: boolean) => Promise<CommandResult> }) {
  return (
    <div class="row">
      <Decision
        label="Show what would be sent"
        command="test_model"
        confirmation="none"
        consequence="Nothing is sent."
        run={() => run(false)}
      />
      <Decision
        label="Ask it something"
        command="test_model"
        confirmation="confirm"
        consequence="One harmless question is sent to the model, and is on record. It may cost what its provider asks for one."
        run={() => run(true)}
      />
    </div>
  );
}
