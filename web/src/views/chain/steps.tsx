/** The steps of a chain: what each is given, what it waits for, and how far it is. */
import type { ChainView } from "#core/model";
import { Badge, Card, Moment, Text, type Tone } from "../../kit/index.ts";

type Step = ChainView["chain"]["steps"][number];
type Report = ChainView["steps"][number];

const tones: Readonly<Record<Report["state"], Tone>> = { started: "info", done: "good", failed: "bad" };

export function Steps({ view: { chain, steps } }: { readonly view: ChainView }) {
  return (
    <Card title="Steps" aside="each after those that it waits for">
      <ol class="chain-steps">
        {chain.steps.map((step) => (
          <One key={step.kind} step={step} report={steps.find((one) => one.step === step.kind)} />
        ))}
      </ol>
    </Card>
  );
}

function One({ step, report }: { readonly step: Step; readonly report: Report | undefined }) {
  const { kind, agent, inputs, waitsFor, instructions, said } = step;
  return (
    <li class={`chain-step step-${report?.state ?? "waiting"}`}>
      <div class="row">
        <h3>{kind}</h3>
        <Badge tone={report === undefined ? "quiet" : tones[report.state]}>
          {report === undefined ? "not begun" : report.state === "started" ? "under way" : report.state}
        </Badge>
        <span class="quiet">
          {waitsFor.length > 0 && `after ${waitsFor.join(", ")}`}
          {agent !== null && ` · by ${agent}`}
          {report !== undefined && (
            <>
              {" · "}
              <Moment at={report.at} />
            </>
          )}
        </span>
      </div>
      <p>
        <Text>{instructions}</Text>
      </p>
      {said !== null && (
        <p>
          <strong>You say:</strong> <Text>{said}</Text>
        </p>
      )}
      {report !== undefined && report.detail !== "" && (
        <p class="step-result">
          <span aria-hidden="true">→ </span>
          <Text>{report.detail}</Text>
        </p>
      )}
      <details>
        <summary>Given: {inputs.map(({ name }) => name).join(", ")}</summary>
        <dl class="inputs">
          {inputs.map(({ name, from, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {from !== null && <span class="quiet">what {from} comes to </span>}
                {value !== null && <Text>{typeof value === "string" ? value : value.join(", ")}</Text>}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
