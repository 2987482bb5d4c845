/** Services that somebody stopped on purpose: they stay down until somebody starts them. */
import type { StopView } from "#core/model";
import { change } from "../../api/index.ts";
import { actorOf, Card, type Column, Decision, Moment, Table } from "../../kit/index.ts";

interface Props {
  readonly items: readonly StopView[];
  readonly onDone: () => void;
}

export function Stopped({ items, onDone }: Props) {
  const columns: readonly Column<StopView>[] = [
    { name: "Target", cell: ({ target }) => <a href={`/targets/${encodeURIComponent(target)}`}>{target}</a> },
    { name: "Why", cell: ({ reason }) => <span dir="auto">{reason}</span> },
    { name: "By", cell: ({ by }) => actorOf(by) },
    { name: "Since", cell: ({ at }) => <Moment at={at} /> },
    {
      name: "Start it",
      cell: ({ target }) => (
        <Decision
          label="Start"
          command="start"
          confirmation="confirm"
          consequence={`The service of ${target} is started, and looked after again.`}
          run={() => change("POST", `/v1/targets/${encodeURIComponent(target)}/start`)}
          onDone={onDone}
        />
      ),
    },
  ];
  return (
    <Card title="Stopped on purpose" id="stopped">
      {items.length === 0 ? (
        <p>
          Nothing is stopped on purpose. <span class="quiet">A target’s own page stops its service.</span>
        </p>
      ) : (
        <Table caption="Stopped on purpose" columns={columns} rows={items} keyOf={({ target }) => target} />
      )}
    </Card>
  );
}
