/** The ways to people, tried out before they are needed. */
import { useState } from "preact/hooks";
import type { ChannelTrial, CommandResult } from "#core/model";
import { change } from "../../api/index.ts";
import { Badge, Card, type Column, Decision, Empty, lengthOf, Table } from "../../kit/index.ts";

type Route = ChannelTrial["route"];

/** As long as a channel may take, and a little. */
const patienceMs = 90_000;

const columns: readonly Column<ChannelTrial>[] = [
  { name: "Route", cell: ({ route }) => route },
  { name: "Channel", cell: ({ channel }) => channel },
  {
    name: "Result",
    cell: ({ delivered, unknown }) =>
      delivered ? (
        <Badge tone="good">delivered</Badge>
      ) : (
        <Badge tone="bad">{unknown ? "nobody knows" : "failed"}</Badge>
      ),
  },
  { name: "What came back", cell: ({ detail }) => <span dir="auto">{detail}</span> },
  { name: "Took", cell: ({ tookMs }) => lengthOf(tookMs), isNumber: true },
];

export function Messages() {
  const [route, setRoute] = useState<Route | "">("");
  const [results, setResults] = useState<readonly ChannelTrial[]>();
  const run = async () => {
    const body = route === "" ? {} : { route };
    const answered = await change<CommandResult>("POST", "/v1/notify/test", { body, patienceMs });
    setResults((answered.data?.results ?? []) as readonly ChannelTrial[]);
    return answered;
  };
  return (
    <Card
      title="Messages to people"
      id="messages"
      aside={
        <Decision
          label="Send a test message"
          command="test_notify"
          confirmation="confirm"
          consequence="One test message goes out through each channel. Whoever reads them is disturbed now."
          fields={
            <label class="field">
              <span>Through</span>
              <select value={route} onChange={({ currentTarget }) => setRoute(currentTarget.value as Route | "")}>
                <option value="">every channel</option>
                <option value="notice">the channels of notices</option>
                <option value="page">the channels that wake somebody</option>
              </select>
            </label>
          }
          run={run}
        />
      }
    >
      {results === undefined && <p class="quiet">Does what would wake somebody reach them? A test says so.</p>}
      {results?.length === 0 && (
        <Empty title="No channel is configured.">
          Under <code>notify</code> in chiron.yaml stands where people are told.
        </Empty>
      )}
      {results !== undefined && results.length > 0 && (
        <Table
          caption="What came of the test"
          columns={columns}
          rows={results}
          keyOf={({ route: of, channel }) => `${of} ${channel}`}
        />
      )}
    </Card>
  );
}
