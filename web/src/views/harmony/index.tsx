/** How well outputs keep to what was agreed: the score first, what it is made of, and what can be done about it. */
import type { ContractView, HarmonyView, Page } from "#core/model";
import { useResource } from "../../api/index.ts";
import { Loaded, PageHead } from "../../kit/index.ts";
import { HumansOnly, isOfDrift } from "../drift/index.ts";
import { Chains } from "./chains.tsx";
import { Contracts, NoContract } from "./contracts.tsx";
import { Gates } from "./gates.tsx";
import { Patterns } from "./patterns.tsx";
import { Score } from "./score.tsx";
import { Sessions } from "./sessions.tsx";

/** Times pass without an event: what is older than a day weighs no more. */
const everyMs = 60_000;

export function View() {
  const harmony = useResource<HarmonyView>("/v1/harmony", { refreshOn: isOfDrift, everyMs });
  const contracts = useResource<Page<ContractView>>("/v1/contracts", {
    refreshOn: ({ type }) => type.startsWith("contract.") || type.startsWith("config."),
    everyMs,
  });
  return (
    <>
      <PageHead title="Harmony" />
      <Loaded of={harmony}>
        {(view) =>
          contracts.data?.items.length === 0 && view.gates.length === 0 ? (
            <NoContract />
          ) : (
            <>
              <Score view={view} />
              <HumansOnly />
              <Patterns patterns={view.patterns} onDone={harmony.refresh} />
              <Chains />
              <Gates gates={view.gates} />
              <Sessions sessions={view.sessions} />
            </>
          )
        }
      </Loaded>
      <Loaded of={contracts}>{({ items }) => (items.length === 0 ? null : <Contracts contracts={items} />)}</Loaded>
    </>
  );
}
