/** One pattern of drift: outputs beside the contract, the likely causes, what was decided, and what can be. */
import type { HarmonyPatternDetail } from "#core/model";
import { useResource } from "../../api/index.ts";
import { actorOf, Card, countOf, Empty, Loaded, Moment, PageHead, Pairs, Text } from "../../kit/index.ts";
import {
  ChainBadge,
  ConfidenceOf,
  FixNow,
  HumansOnly,
  Ignore,
  Investigate,
  isOfDrift,
  Offered,
  Outcomes,
  PatternBadge,
  Restore,
  whatOf,
} from "../drift/index.ts";
import type { ViewProps } from "../view.ts";
import { Comparisons } from "./comparisons.tsx";

export function View({ params }: ViewProps) {
  const path = `/v1/harmony/patterns/${encodeURIComponent(params.id ?? "")}`;
  const pattern = useResource<HarmonyPatternDetail>(`${path}?violations=0`, { refreshOn: isOfDrift });
  return (
    <>
      <p>
        <a href="/harmony">Harmony</a>
      </p>
      <Loaded of={pattern}>
        {(data) => (
          <>
            <PageHead title={<bdi>{whatOf(data)}</bdi>}>
              <PatternBadge pattern={data} />
            </PageHead>
            <HumansOnly />
            <Asked pattern={data} onDone={pattern.refresh} />
            <Comparisons path={`${path}/comparisons`} pattern={data} />
            <div class="columns">
              <Causes pattern={data} />
              <History pattern={data} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

interface Props {
  readonly pattern: HarmonyPatternDetail;
}

function Asked({ pattern, onDone }: Props & { readonly onDone: () => void }) {
  const {
    state,
    wanted,
    gate,
    contract,
    count,
    total,
    firstAt,
    lastAt,
    weight,
    passes,
    passesNeeded,
    ignored,
    chains,
  } = pattern;
  const [newest] = chains;
  return (
    <Card title="What you can do" {...(state === "open" ? { tone: "warn" as const } : {})}>
      <p>{wanted.sentence}</p>
      {ignored !== null && (
        <p class="quiet">
          {actorOf(ignored.by)} ignores it, <Moment at={ignored.at} />: <Text>{ignored.reason}</Text>
        </p>
      )}
      <div class="row">
        <Offered is={state === "open"}>
          <FixNow pattern={pattern} onDone={onDone} />
        </Offered>
        {newest !== undefined && (
          <a class="button" href={`/harmony/chains/${encodeURIComponent(newest.id)}`}>
            The chain for it: {newest.state}
          </a>
        )}
        <Offered is={state === "ignored"}>
          <Restore pattern={pattern} onDone={onDone} />
        </Offered>
        <Investigate pattern={pattern} onDone={onDone} here />
        <Offered is={state === "open"}>
          <Ignore pattern={pattern} onDone={onDone} />
        </Offered>
      </div>
      <Outcomes wanted={wanted} />
      <Pairs
        items={[
          ["Where", `gate ${gate}, held against the contract ${contract}`],
          [
            "How often",
            <span key="often">
              {countOf(count, "time")} in 24 h, {total.toLocaleString()} in all; first <Moment at={firstAt} />, last{" "}
              <Moment at={lastAt} />
            </span>,
          ],
          ["Costs", weight === 0 ? "nothing now" : `${weight.toLocaleString()} of the score's 100`],
          ...(state === "open" || state === "healing"
            ? [["Closes", `by itself once ${countOf(passesNeeded, "output")} in a row pass; so far ${passes}`] as const]
            : []),
        ]}
      />
    </Card>
  );
}

function Causes({ pattern: { hypotheses } }: Props) {
  return (
    <Card title="Why that may be" aside="the likeliest first">
      <ol class="causes">
        {hypotheses.map((one) => (
          <ConfidenceOf key={one.kind} hypothesis={one} />
        ))}
      </ol>
    </Card>
  );
}

function History({ pattern: { history, chains } }: Props) {
  return (
    <Card title="What was decided">
      {history.length === 0 && <Empty title="Nothing yet." />}
      <ol class="feed">
        {[...history].reverse().map(({ at, by, what }) => (
          <li key={`${at} ${what}`}>
            <span class="feed-when">
              <Moment at={at} /> {actorOf(by)}
            </span>
            <Text>{what}</Text>
          </li>
        ))}
      </ol>
      {chains.length > 0 && (
        <ul class="rows">
          {chains.map(({ id, state, chain }) => (
            <li key={id}>
              <a class="row-link" href={`/harmony/chains/${encodeURIComponent(id)}`}>
                <span class="row">
                  <ChainBadge state={state} /> {chain.flow}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
