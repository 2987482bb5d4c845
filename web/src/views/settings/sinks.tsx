/** Where the log is brought to besides. */
import type { SinkView } from "#core/model";
import { Badge, Card, type Column, countOf, Moment, Table } from "../../kit/index.ts";

const tones = { idle: "good", delivering: "info", failing: "bad" } as const;
const words = { idle: "has everything", delivering: "delivering", failing: "failing" } as const;

const columns: readonly Column<SinkView>[] = [
  { name: "Sink", cell: ({ id, kind }) => (id === kind ? id : `${id} (${kind})`) },
  { name: "State", cell: ({ state }) => <Badge tone={tones[state]}>{words[state]}</Badge> },
  { name: "Behind", cell: ({ behind }) => (behind === 0 ? "nothing" : countOf(behind, "record")), isNumber: true },
  { name: "Last delivered", cell: ({ lastDeliveredAt }) => <Moment at={lastDeliveredAt} /> },
  {
    name: "Last error",
    cell: ({ lastError, nextAttemptAt }) =>
      lastError === null ? (
        "none"
      ) : (
        <span>
          <bdi>{lastError}</bdi>
          {nextAttemptAt !== null && (
            <span class="quiet">
              {" "}
              (next try <Moment at={nextAttemptAt} />)
            </span>
          )}
        </span>
      ),
  },
];

export function Sinks({ sinks }: { readonly sinks: readonly SinkView[] }) {
  return (
    <Card title="Where the log goes besides" id="sinks">
      {sinks.length === 0 ? (
        <p>
          Nowhere.{" "}
          <span class="quiet">
            Under <code>sinks</code> in chiron.yaml stand files, databases and streams that it is brought to.
          </span>
        </p>
      ) : (
        <Table caption="Sinks" columns={columns} rows={sinks} keyOf={({ id }) => id} />
      )}
    </Card>
  );
}
