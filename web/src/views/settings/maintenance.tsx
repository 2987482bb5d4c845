/** Windows in which nothing is repaired by itself: planned work, and change freezes. */
import { useState } from "preact/hooks";
import type { WindowView } from "#core/model";
import { change } from "../../api/index.ts";
import { actorOf, Badge, Card, type Column, Decision, Moment, Table } from "../../kit/index.ts";
import { endOf, matchersOf, SelectionFields, tellMatchers, useSelection } from "./selection.tsx";

interface Props {
  readonly items: readonly WindowView[];
  readonly onDone: () => void;
}

type Kind = WindowView["kind"];

export function Maintenance({ items, onDone }: Props) {
  const columns: readonly Column<WindowView>[] = [
    {
      name: "Window",
      cell: ({ name, kind, open }) => (
        <span>
          {name} {open ? <Badge tone="warn">{kind}</Badge> : <Badge tone="quiet">{`${kind}, closed`}</Badge>}
        </span>
      ),
    },
    { name: "Of", cell: ({ matchers }) => tellMatchers(matchers) },
    { name: "Messages", cell: ({ messages }) => (messages === "keep" ? "kept back" : "sent") },
    {
      name: "Why",
      cell: ({ reason, by }) => (
        <span>
          <bdi>{reason}</bdi> <span class="quiet">({actorOf(by)})</span>
        </span>
      ),
    },
    { name: "Ends or opens", cell: (window) => <Next {...window} /> },
    { name: "End it", cell: (window) => <End window={window} onDone={onDone} /> },
  ];
  return (
    <Card title="Maintenance and freezes" id="maintenance" aside={<Start onDone={onDone} />}>
      {items.length === 0 ? (
        <p>
          No window is open, and none is to come.{" "}
          <span class="quiet">
            A window is for planned work: nothing is repaired by itself meanwhile. Those that come again stand in
            chiron.yaml.
          </span>
        </p>
      ) : (
        <Table caption="Windows open and to come" columns={columns} rows={items} keyOf={({ name }) => name} />
      )}
    </Card>
  );
}

function Next({ open, until, nextAt }: WindowView) {
  if (!open) return <span>opens {nextAt === null ? "not again" : <Moment at={nextAt} />}</span>;
  return <span>ends {until === null ? "when somebody ends it" : <Moment at={until} />}</span>;
}

const consequences: Readonly<Record<Kind, string>> = {
  maintenance:
    "Nothing that fits is repaired by itself until the window ends, and messages about it are kept back. What is still bad then is looked at, and told once.",
  freeze:
    "Nothing that fits is repaired by itself until the freeze ends. Trouble is not expected meanwhile, and so it is told as ever.",
};

function Start({ onDone }: Pick<Props, "onDone">) {
  const { selection, set, clear } = useSelection();
  const [kind, setKind] = useState<Kind>("maintenance");
  const matchers = matchersOf(selection);
  const isEverything = Object.keys(matchers).length === 0;
  return (
    <Decision
      label="Open a window"
      command="maintenance_start"
      confirmation="confirm"
      reason="required"
      consequence={
        <>
          {consequences[kind]} {isEverything && <strong>As it stands it is of everything that is watched.</strong>}
        </>
      }
      fields={
        <>
          <label class="field">
            <span>What kind of window</span>
            <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value as Kind)}>
              <option value="maintenance">maintenance: trouble is expected</option>
              <option value="freeze">freeze: nothing may be changed</option>
            </select>
          </label>
          <SelectionFields
            selection={selection}
            set={set}
            hint="All that you fill in must fit; with all left empty the window is of everything. * stands for any characters."
          />
        </>
      }
      run={({ reason }) => {
        const body = { kind, reason, ...(isEverything ? {} : { matchers }), ...endOf(selection) };
        return change("POST", "/v1/maintenance", { body });
      }}
      onDone={() => {
        clear();
        onDone();
      }}
    />
  );
}

function End({ window: { name, since, open }, onDone }: { readonly window: WindowView; readonly onDone: () => void }) {
  if (since === null || !open) return <span class="quiet">stands in chiron.yaml</span>;
  return (
    <Decision
      label="End"
      command="maintenance_end"
      confirmation="confirm"
      consequence={`${name} is over. What is still bad is looked at now, told once, and repaired again.`}
      run={() => change("DELETE", `/v1/maintenance/${encodeURIComponent(name)}`)}
      onDone={onDone}
    />
  );
}
