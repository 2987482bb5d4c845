/** The contracts that outputs are held against, with their formats. */
import type { ContractFormatView, ContractView } from "#core/model";
import { Card, type Column, Command, Empty, Moment, Pairs, Table, Text } from "../../kit/index.ts";

const example = `contracts:
  - id: agents
    path: ./CONTRACT.md
    gates: { review: {} }`;

export function NoContract() {
  return (
    <Card title="No contract is declared">
      <Empty title="Nothing is checked yet.">
        A contract says in Markdown what outputs look like. Declare one in chiron.yaml, and send outputs through its
        gates.
      </Empty>
      <pre tabIndex={0}>{example}</pre>
      <p>
        Then <Command>chiron reload</Command>
      </p>
    </Card>
  );
}

const columns: readonly Column<ContractFormatView>[] = [
  { name: "Format", cell: ({ id, title }) => <Text>{`${id} ${title}`}</Text> },
  { name: "Priority", cell: ({ priority }) => (priority === null ? "none" : `P${priority}`) },
  { name: "Version", cell: ({ version }) => version ?? "the contract's" },
  { name: "From", cell: ({ producer }) => producer ?? "anybody" },
  { name: "Gates", cell: ({ gates }) => (gates.length === 0 ? "any" : gates.join(", ")) },
  { name: "Line", cell: ({ line }) => line, isNumber: true },
];

export function Contracts({ contracts }: { readonly contracts: readonly ContractView[] }) {
  return (
    <>
      {contracts.map((contract) => (
        <One key={contract.id} contract={contract} />
      ))}
    </>
  );
}

function One({ contract }: { readonly contract: ContractView }) {
  const { id, version, path, repository, readAt, trouble, formats, gates, follow } = contract;
  const followed = follow.map(({ kind, from, gate }) => `${kind} ${from} at ${gate}`);
  return (
    <Card title={`Contract ${id}`} aside={version === null ? "no version" : `version ${version}`} {...toneFor(trouble)}>
      {trouble !== null && (
        <div class="trouble" role="alert">
          <p>
            <strong>It is not in force as it stands:</strong> <Text>{trouble}</Text>
          </p>
        </div>
      )}
      <Pairs
        items={[
          ["Stands in", <Text key="path">{path}</Text>],
          ["Read", <Moment key="read" at={readAt} />],
          ["Mended in", repository ?? "nowhere: it is read only"],
          ["Gates", gates.length === 0 ? "all that no other contract has" : gates.join(", ")],
          ...(followed.length === 0 ? [] : [["Follows", <Text key="follow">{followed.join("; ")}</Text>] as const]),
        ]}
      />
      <details>
        <summary>Its formats: {formats.length}</summary>
        <Table
          caption={`Formats of ${id}`}
          columns={columns}
          rows={formats}
          keyOf={({ id: format, line }) => `${format} ${line}`}
        />
      </details>
    </Card>
  );
}

function toneFor(trouble: string | null): { readonly tone?: "bad" } {
  return trouble === null ? {} : { tone: "bad" };
}
