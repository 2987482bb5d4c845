/** Chains by which drift is healed, the newest first. */
import type { ChainView, Page } from "#core/model";
import { useResource } from "../../api/index.ts";
import { Card, type Column, Loaded, Moment, Table, Text } from "../../kit/index.ts";
import { ChainBadge, isOfDrift, whatOf } from "../drift/index.ts";

const shown = 10;

const columns: readonly Column<ChainView>[] = [
  {
    name: "For",
    cell: ({ id, chain }) => (
      <a href={`/harmony/chains/${encodeURIComponent(id)}`}>
        <Text>{`${whatOf(chain.pattern)} at ${chain.pattern.gate}`}</Text>
      </a>
    ),
  },
  { name: "State", cell: ({ state }) => <ChainBadge state={state} /> },
  { name: "Flow", cell: ({ chain }) => chain.flow },
  { name: "Since", cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
];

export function Chains() {
  const chains = useResource<Page<ChainView>>("/v1/harmony/chains", { refreshOn: isOfDrift });
  return (
    <Loaded of={chains}>
      {({ items }) =>
        items.length === 0 ? null : (
          <Card title="Chains" aside={items.length > shown ? `the newest ${shown} of ${items.length}` : undefined}>
            <Table
              caption="Chains by which drift is healed, the newest first"
              columns={columns}
              rows={items.slice(0, shown)}
              keyOf={({ id }) => id}
            />
          </Card>
        )
      }
    </Loaded>
  );
}
