/** What differs, the heaviest first, each with what a human can do about it. */
import type { HarmonyPattern } from "#core/model";
import { Card, countOf, Empty, Gradually, Moment, Text } from "../../kit/index.ts";
import {
  confidenceWords,
  FixNow,
  Ignore,
  Investigate,
  Offered,
  PatternBadge,
  Restore,
  whatOf,
} from "../drift/index.ts";

interface Props {
  readonly patterns: readonly HarmonyPattern[];
  readonly onDone: () => void;
}

export function Patterns({ patterns, onDone }: Props) {
  return (
    <Card title="What differs" aside={patterns.length === 0 ? undefined : "the heaviest first"}>
      {patterns.length === 0 ? (
        <Empty title="Nothing.">An output that is not as agreed stands here as soon as it comes through a gate.</Empty>
      ) : (
        <Gradually of={patterns} noun="pattern" step={25}>
          {(shown) => (
            <ul class="rows">
              {shown.map((pattern) => (
                <Row key={pattern.id} pattern={pattern} onDone={onDone} />
              ))}
            </ul>
          )}
        </Gradually>
      )}
    </Card>
  );
}

function Row({ pattern, onDone }: { readonly pattern: HarmonyPattern } & Pick<Props, "onDone">) {
  const { id, gate, weight, count, total, lastAt, state, hypotheses, ignored, chainId, wanted } = pattern;
  const [likeliest] = hypotheses;
  return (
    <li class="pattern">
      <div class="stack">
        <a class="row-title" href={`/harmony/patterns/${id}`}>
          <Text>{whatOf(pattern)}</Text>
        </a>
        <div class="row">
          <PatternBadge pattern={pattern} />
          <span class="quiet">
            at {gate} · {countOf(count, "time")} in 24 h, {total.toLocaleString()} in all · last <Moment at={lastAt} />
            {weight > 0 && ` · costs ${weight.toLocaleString()} of the score`}
          </span>
        </div>
        {likeliest !== undefined && <p class="quiet">Likely: {confidenceWords(likeliest)}</p>}
        {ignored !== null && (
          <p class="quiet">
            Ignored by {ignored.by} <Moment at={ignored.at} />: <Text>{ignored.reason}</Text>
          </p>
        )}
      </div>
      <div class="row deeds">
        <Offered is={state === "open"}>
          <FixNow pattern={pattern} onDone={onDone} />
        </Offered>
        {chainId !== null && (state === "healing" || wanted.choices.some(({ does }) => does === "approve")) && (
          <a class="button" href={`/harmony/chains/${encodeURIComponent(chainId)}`}>
            Its chain
          </a>
        )}
        <Investigate pattern={pattern} onDone={onDone} />
        <Offered is={state === "open"}>
          <Ignore pattern={pattern} onDone={onDone} />
        </Offered>
        <Offered is={state === "ignored"}>
          <Restore pattern={pattern} onDone={onDone} />
        </Offered>
      </div>
    </li>
  );
}
