/** The score, large, how it went, and what it will be. */
import { useMemo } from "preact/hooks";
import type { HarmonyView } from "#core/model";
import { Chart, countOf } from "../../kit/index.ts";

export function toneOfScore(score: number): "good" | "warn" | "bad" {
  if (score >= 90) return "good";
  return score >= 60 ? "warn" : "bad";
}

export function Score({ view }: { readonly view: HarmonyView }) {
  const { score, scoreByReplay, patterns, history } = view;
  const open = patterns.filter(({ state }) => state === "open").length;
  const isUsed = view.gates.some(({ lastAt }) => lastAt !== null);
  return (
    <section class={`answer answer-${isUsed ? toneOfScore(score) : "quiet"} score`} aria-label="Score">
      <div>
        <p class="score-number">
          <strong>{score}</strong> <span>of 100</span>
        </p>
        <p>{verdictOf(score, open, isUsed)}</p>
        {scoreByReplay !== score && (
          <p>
            It will be <strong>{scoreByReplay}</strong> once real outputs pass as the recorded ones did when the changes
            were tried on them.
          </p>
        )}
      </div>
      <Trend history={history} score={score} />
    </section>
  );
}

function verdictOf(score: number, open: number, isUsed: boolean): string {
  if (!isUsed) return "No output has come through a gate yet.";
  if (open === 0) return score === 100 ? "Outputs are as agreed." : "Nothing waits for your word.";
  return `${countOf(open, "pattern")} of drift ${open === 1 ? "is" : "are"} open.`;
}

/** A score holds until the next one: it goes in steps, and the last one reaches to now. */
function Trend({ history, score }: Pick<HarmonyView, "history" | "score">) {
  const { times, series } = useMemo(() => {
    const steps = history.flatMap(({ at, score: to }, index) => {
      const before = history[index - 1];
      const time = Date.parse(at);
      return before === undefined ? [[time, to] as const] : [[time - 1, before.score] as const, [time, to] as const];
    });
    const all = [...steps, [Math.max(Date.now(), (steps.at(-1)?.[0] ?? 0) + 1), score] as const];
    return { times: all.map(([at]) => at), series: [{ name: "score", values: all.map(([, value]) => value) }] };
  }, [history, score]);
  if (history.length < 2) return null;
  return <Chart label="The score as it went" unit="" times={times} series={series} heightPx={130} />;
}
