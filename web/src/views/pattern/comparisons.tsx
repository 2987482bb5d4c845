/** Outputs that differ beside the words of the contract, a few at a time. */
import type { HarmonyPatternDetail, OutputComparison, Page } from "#core/model";
import { useResource } from "../../api/index.ts";
import { Card, Empty, Loaded, Moment, Text, usePages } from "../../kit/index.ts";
import { isOfDrift } from "../drift/index.ts";
import { Marked } from "./marked.tsx";

const atOnce = 3;

interface Props {
  readonly path: string;
  readonly pattern: HarmonyPatternDetail;
}

export function Comparisons({ path, pattern }: Props) {
  const pages = usePages();
  const page = useResource<Page<OutputComparison>>(`${path}?limit=${atOnce}${pages.query}`, {
    refreshOn: isOfDrift,
    keepsLast: true,
  });
  return (
    <Card title="Outputs beside the contract" aside={pages.isFirst ? "the newest first" : `page ${pages.number}`}>
      <Legend />
      <Loaded of={page}>
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <Empty title="No output was kept.">
                Outputs that differ like many before them are only counted; the first ones are kept.
              </Empty>
            )}
            {items.map((one, index) => (
              <Comparison key={one.id} comparison={one} pattern={pattern} isOpen={index === 0} />
            ))}
            <div class="row">{pages.buttons(next)}</div>
          </>
        )}
      </Loaded>
    </Card>
  );
}

/** What the marks look like, which are told apart without colour. */
function Legend() {
  return (
    <p class="quiet legend">
      <span>
        <mark class="mark mark-differs">should be otherwise</mark>
      </span>
      <span>
        <mark class="mark mark-missing">something is missing here</mark>
      </span>
      <span>
        <mark class="mark mark-demands">the contract asks for it</mark>
      </span>
    </p>
  );
}

interface ComparisonProps extends Pick<Props, "pattern"> {
  readonly comparison: OutputComparison;
  readonly isOpen: boolean;
}

/** The first of a page is unfolded: the others mostly say the same. */
function Comparison({ comparison, pattern, isOpen }: ComparisonProps) {
  const { id, at, session, step, chain, expected, received, output, contract, format } = comparison;
  const places = Object.entries({ session, step, chain }).flatMap(([name, value]) =>
    value === null ? [] : [`${name} ${value}`],
  );
  return (
    <details class="comparison" open={isOpen}>
      <summary>
        <strong>
          An output of <Moment at={at} />
        </strong>{" "}
        <span class="quiet">
          <Text>{[`format ${format ?? "unrecognised"}`, ...places, id].join(" · ")}</Text>
        </span>
      </summary>
      <dl class="said">
        <div>
          <dt>The contract expects</dt>
          <dd>
            <Text>{expected}</Text>
          </dd>
        </div>
        <div>
          <dt>What came</dt>
          <dd>
            <Text>{received}</Text>
          </dd>
        </div>
      </dl>
      <div class="beside">
        <Marked title="What came" text={output} />
        {contract === null ? (
          <p class="quiet">The contract {pattern.contract} has no words that could stand here.</p>
        ) : (
          <Marked title={`The contract ${pattern.contract}`} text={contract} />
        )}
      </div>
    </details>
  );
}
