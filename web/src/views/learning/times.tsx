/** How long each part of healing takes: the middle, and what only one in twenty exceeds. */
import { useState } from "preact/hooks";
import type { Learning, Phase } from "#core/model";
import { Card, countOf, Empty, lengthOf } from "../../kit/index.ts";

type PhaseTimes = Learning["times"][number];

const names: Readonly<Record<PhaseTimes["period"], string>> = { "24h": "24 hours", "7d": "7 days", "30d": "30 days" };
const phases: readonly (readonly [Phase, name: string, says: string])[] = [
  ["detection", "Detection", "first bad reading to incident"],
  ["decision", "Decision", "incident to verdict"],
  ["answer", "A human's answer", "asked to answered"],
  ["repair", "Repair", "first step to last"],
  ["verification", "Verification", "last step to proof"],
  ["recovery", "In all", "first bad reading to proof"],
];

export function Times({ of }: { readonly of: Learning["times"] }) {
  const [period, setPeriod] = useState<PhaseTimes["period"]>("24h");
  const shown = of.find((one) => one.period === period);
  if (shown === undefined) return null;
  return (
    <Card
      title="How long healing takes"
      id="times"
      aside={
        <fieldset class="choice">
          <legend class="unseen">Of which time</legend>
          {of.map(({ period: one }) => (
            <button key={one} type="button" aria-pressed={one === period} onClick={() => setPeriod(one)}>
              {names[one]}
            </button>
          ))}
        </fieldset>
      }
    >
      {shown.incidents === 0 ? (
        <Empty title={`No incident opened in the last ${names[period]}.`} />
      ) : (
        <>
          <p>
            {countOf(shown.incidents, "incident")} opened in the last {names[period]};{" "}
            {shown.escalated === 0 ? "none of them came to a human." : `${shown.escalated} of them came to a human.`}
          </p>
          <Bars of={shown.phases} />
        </>
      )}
    </Card>
  );
}

function Bars({ of }: { readonly of: PhaseTimes["phases"] }) {
  const longest = Math.max(1, ...phases.map(([phase]) => of[phase].p95 ?? 0));
  return (
    <table class="times">
      <caption class="unseen">Median and 95th percentile of each part</caption>
      <thead>
        <tr>
          <th scope="col">Part</th>
          <th scope="col" class="number">
            Median
          </th>
          <th scope="col" class="number">
            95 of 100 within
          </th>
          <th scope="col" class="number">
            Of
          </th>
          <td class="bar-head" />
        </tr>
      </thead>
      <tbody>
        {phases.map(([phase, name, says]) => {
          const { count, median, p95 } = of[phase];
          return (
            <tr key={phase}>
              <th scope="row">
                {name}
                <br />
                <span class="quiet">{says}</span>
              </th>
              <td class="number" data-name="Median">
                {median === null ? "none" : lengthOf(median)}
              </td>
              <td class="number" data-name="95 of 100 within">
                {p95 === null ? "none" : lengthOf(p95)}
              </td>
              <td class="number" data-name="Of">
                {count}
              </td>
              <td class="bar-cell">
                <Bar median={median} p95={p95} longest={longest} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** By the square root: a long recovery leaves room to see what takes a moment. */
function Bar({
  median,
  p95,
  longest,
}: {
  readonly median: number | null;
  readonly p95: number | null;
  readonly longest: number;
}) {
  if (median === null || p95 === null) return null;
  const widthOf = (ms: number) => Math.max(0.5, Math.sqrt(ms / longest) * 100);
  return (
    <svg class="times-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="bar-p95" x="0" y="3" width={widthOf(p95)} height="4" />
      <rect class="bar-median" x="0" y="1" width={widthOf(median)} height="8" />
    </svg>
  );
}
