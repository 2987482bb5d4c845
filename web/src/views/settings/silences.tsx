/** Nobody is told, and nothing is repaired; watching goes on. */
import type { SilenceView } from "#core/model";
import { change } from "../../api/index.ts";
import { actorOf, Card, type Column, Decision, Moment, Table } from "../../kit/index.ts";
import { endOf, matchersOf, SelectionFields, tellMatchers, useSelection } from "./selection.tsx";

interface Props {
  readonly items: readonly SilenceView[];
  readonly onDone: () => void;
}

export function Silences({ items, onDone }: Props) {
  const columns: readonly Column<SilenceView>[] = [
    { name: "Of", cell: ({ matchers }) => tellMatchers(matchers) },
    { name: "Why", cell: ({ reason }) => <span dir="auto">{reason}</span> },
    { name: "By", cell: ({ by }) => actorOf(by) },
    { name: "Ends", cell: ({ until }) => (until === null ? "when somebody ends it" : <Moment at={until} />) },
    { name: "End it", cell: (silence) => <End silence={silence} onDone={onDone} /> },
  ];
  return (
    <Card title="Silences" id="silences" aside={<Add onDone={onDone} />}>
      {items.length === 0 ? (
        <p>
          Nothing is silenced.{" "}
          <span class="quiet">A silence is for trouble that is known, and that nobody need hear of.</span>
        </p>
      ) : (
        <Table caption="Silences in force" columns={columns} rows={items} keyOf={({ id }) => id} />
      )}
    </Card>
  );
}

function Add({ onDone }: Pick<Props, "onDone">) {
  const { selection, set, clear } = useSelection();
  const matchers = matchersOf(selection);
  const isEmpty = Object.keys(matchers).length === 0;
  return (
    <Decision
      label="Add a silence"
      command="silence_add"
      confirmation="confirm"
      reason="required"
      consequence="Of what fits nobody is told, and nothing of it is repaired. It is still watched and shown; what is still bad when the silence ends is told then, once."
      fields={
        <SelectionFields
          selection={selection}
          set={set}
          hint="All that you fill in must fit. Several names are separated by commas; * stands for any characters."
        />
      }
      incomplete={isEmpty ? "Say of what: a silence of everything may not be." : null}
      run={({ reason }) => change("POST", "/v1/silences", { body: { matchers, reason, ...endOf(selection) } })}
      onDone={() => {
        clear();
        onDone();
      }}
    />
  );
}

function End({
  silence: { id, since, matchers },
  onDone,
}: {
  readonly silence: SilenceView;
  readonly onDone: () => void;
}) {
  if (since === null) return <span class="quiet">stands in chiron.yaml</span>;
  return (
    <Decision
      label="End"
      command="silence_remove"
      confirmation="confirm"
      consequence={`The silence of ${tellMatchers(matchers)} is over. What is still bad is told now, once, and repaired again.`}
      run={() => change("DELETE", `/v1/silences/${encodeURIComponent(id)}`)}
      onDone={onDone}
    />
  );
}
