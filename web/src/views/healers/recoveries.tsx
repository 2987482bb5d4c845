/** What the healers did for one another, as a story: the newest first, each opening to its steps. */
import type { EmergencyView, Page, RecoveryView } from "#core/model";
import { type LiveEvent, useResource } from "../../api/index.ts";
import { Badge, Card, type Column, Empty, Length, Loaded, lengthOf, Moment, Table, Text } from "../../kit/index.ts";

type Step = RecoveryView["steps"][number];

const isOfRecovery = ({ type }: LiveEvent) => /^(recovery|emergency)\./.test(type);
const everyMs = 10_000;
const shown = 10;

export function Recoveries() {
  const fresh = { refreshOn: isOfRecovery, everyMs };
  const recoveries = useResource<Page<RecoveryView>>(`/v1/healers/recoveries?limit=${shown}`, fresh);
  const emergencies = useResource<Page<EmergencyView>>("/v1/healers/emergencies?limit=5", fresh);
  return (
    <>
      <Card title="The last recoveries" aside="the newest first">
        <Loaded of={recoveries}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="None yet.">
                A healer that fails is brought back by another; it then stands here, step by step.
              </Empty>
            ) : (
              <ol class="rows">
                {items.map((one) => (
                  <Recovery key={one.id} recovery={one} />
                ))}
              </ol>
            )
          }
        </Loaded>
      </Card>
      <Loaded of={emergencies}>
        {({ items }) =>
          items.length === 0 ? null : (
            <Card title="Emergencies" aside="both healers were gone">
              <ol class="rows">
                {items.map((one) => (
                  <Emergency key={one.id} emergency={one} />
                ))}
              </ol>
            </Card>
          )
        }
      </Loaded>
    </>
  );
}

const columns: readonly Column<Step>[] = [
  { name: "Step", cell: ({ name }) => name },
  { name: "Result", cell: ({ ok }) => <Badge tone={ok ? "good" : "bad"}>{ok ? "done" : "failed"}</Badge> },
  { name: "Tries", cell: ({ tries }) => tries, isNumber: true },
  { name: "Took", cell: ({ tookMs }) => lengthOf(tookMs), isNumber: true },
  { name: "Detail", cell: ({ detail }) => <Text>{detail}</Text> },
];

function Recovery({ recovery: { at, ok, sentence, steps, protocol, fault } }: { readonly recovery: RecoveryView }) {
  return (
    <li class="recovery">
      <div class="row">
        <Badge tone={ok ? "good" : "bad"}>{ok ? "recovered" : "not recovered"}</Badge>
        <span class="quiet">
          <Moment at={at} /> · it was {fault} · {protocol}
        </span>
      </div>
      <p>
        <Text>{sentence}</Text>
      </p>
      <details>
        <summary>Its {steps.length} steps</summary>
        <Table caption="Steps of the recovery" columns={columns} rows={steps} keyOf={({ name }) => name} />
      </details>
    </li>
  );
}

function Emergency({ emergency: { at, endedAt, recovered, sentences, left } }: { readonly emergency: EmergencyView }) {
  return (
    <li class="recovery">
      <div class="row">
        <Badge tone={recovered === true ? "good" : "bad"}>
          {recovered === true ? "over" : recovered === false ? "left to a human" : "no end is on record"}
        </Badge>
        <span class="quiet">
          <Moment at={at} />
          {endedAt !== null && (
            <>
              {" "}
              · took <Length from={at} to={endedAt} />
            </>
          )}
        </span>
      </div>
      {sentences.map((one) => (
        <p key={one}>
          <Text>{one}</Text>
        </p>
      ))}
      {left.length > 0 && <p>Left for a human: {left.join("; ")}</p>}
    </li>
  );
}
