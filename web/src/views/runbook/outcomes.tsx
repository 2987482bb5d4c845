/** What its attempts came to, and what was believed of it after each. */
import { useMemo, useState } from "preact/hooks";
import type { Page, RunbookOutcome, RunbookView } from "#core/model";
import { useResource } from "../../api/index.ts";
import {
  Badge,
  Card,
  Chart,
  type Column,
  countOf,
  Empty,
  Interval,
  Loaded,
  lengthOf,
  Moment,
  percentOf,
  plain,
  Table,
  usePages,
} from "../../kit/index.ts";
import { refreshOn } from "./source.ts";

const pageLength = 100;
const shownAtFirst = 10;

interface Props {
  readonly runbook: RunbookView;
}

export function Trust({ runbook }: Props) {
  const { id, confidence, hash } = runbook;
  const pages = usePages();
  const path = `/v1/runbooks/${encodeURIComponent(id)}/outcomes?limit=${pageLength}${pages.query}`;
  const outcomes = useResource<Page<RunbookOutcome>>(path, { refreshOn: refreshOn(id), keepsLast: true });
  return (
    <>
      <Card title="Confidence" id="confidence">
        {confidence.outcomes === 0 ? (
          <Empty title="Nothing is believed of it yet.">
            This content was not tried. Its confidence is anything between {percentOf(confidence.lower)} and{" "}
            {percentOf(confidence.upper)}.
          </Empty>
        ) : (
          <p>
            <Interval {...confidence} of="confidence" />
            <br />
            With 90 % certainty between {percentOf(confidence.lower)} and {percentOf(confidence.upper)}, after{" "}
            {countOf(confidence.outcomes, "outcome")}. It is decided by the lower end; old outcomes fade.
          </p>
        )}
        {outcomes.data !== undefined && <OverTime outcomes={outcomes.data.items} hash={hash} />}
      </Card>
      <Card title="Outcomes" id="outcomes">
        <Loaded of={outcomes}>
          {({ items, next }) => (
            <>
              <Outcomes of={items} />
              <div class="row">{pages.buttons(next)}</div>
            </>
          )}
        </Loaded>
      </Card>
    </>
  );
}

function OverTime({ outcomes, hash }: { readonly outcomes: readonly RunbookOutcome[]; readonly hash: string }) {
  const chart = useMemo(() => {
    const own = outcomes.filter((one) => one.hash === hash).toReversed();
    const of = (read: (confidence: RunbookOutcome["confidence"]) => number) =>
      own.map(({ confidence }) => Math.round(read(confidence) * 1_000) / 10);
    return {
      times: own.map(({ at }) => Date.parse(at)),
      series: [
        { name: "mean", values: of(({ mean }) => mean) },
        { name: "upper end", values: of(({ upper }) => upper) },
        { name: "lower end", values: of(({ lower }) => lower) },
      ],
    };
  }, [outcomes, hash]);
  if (chart.times.length < 2) return null;
  return <Chart label="Confidence after each outcome; from the top: upper end, mean, lower end" unit="%" {...chart} />;
}

const tones = { recovered: "good", not_recovered: "bad", failed: "bad", unverified: "warn" } as const;

const columns: readonly Column<RunbookOutcome>[] = [
  { name: "When", cell: ({ at }) => <Moment at={at} /> },
  {
    name: "Came to",
    cell: ({ result, repairs }) => (
      <span>
        <Badge tone={tones[result]}>{plain(result)}</Badge>
        {!repairs && <span class="quiet"> (it only contained or told)</span>}
      </span>
    ),
  },
  {
    name: "Incident",
    cell: ({ incident, anomaly, target }) => (
      <span>
        <a href={`/incidents/${incident}`}>{plain(anomaly)}</a> on{" "}
        <a href={`/targets/${encodeURIComponent(target)}`}>
          <bdi>{target}</bdi>
        </a>
      </span>
    ),
  },
  { name: "Strategy", cell: ({ strategy, version }) => `${strategy} (version ${version})` },
  { name: "Took", cell: ({ durationMs }) => lengthOf(durationMs), isNumber: true },
  { name: "Counts as", cell: ({ effectiveness }) => percentOf(effectiveness), isNumber: true },
  { name: "Verified by", cell: ({ verifiedBy }) => (verifiedBy.length === 0 ? "nothing" : verifiedBy.join(", ")) },
];

function Outcomes({ of }: { readonly of: readonly RunbookOutcome[] }) {
  const [isAll, setAll] = useState(false);
  if (of.length === 0) return <Empty title="It was not run yet." />;
  const shown = isAll ? of : of.slice(0, shownAtFirst);
  return (
    <>
      <Table
        caption="Outcomes, the newest first"
        columns={columns}
        rows={shown}
        keyOf={({ at, incident, strategy }) => `${at} ${incident} ${strategy}`}
      />
      {of.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {of.length}
        </button>
      )}
    </>
  );
}
