/** A likely cause, how sure it is, and what speaks for it. */
import type { HarmonyPattern } from "#core/model";
import { percentOf, plain, Text } from "../../kit/index.ts";

type Hypothesis = HarmonyPattern["hypotheses"][number];

export function confidenceWords({ kind, confidence }: Hypothesis): string {
  return `${plain(kind)}, ${percentOf(confidence)}`;
}

export function ConfidenceOf({ hypothesis }: { readonly hypothesis: Hypothesis }) {
  const { kind, confidence, evidence } = hypothesis;
  return (
    <li class="cause">
      <span class="cause-head">
        <strong>{plain(kind)}</strong>
        <span class="number">{percentOf(confidence)}</span>
      </span>
      <svg class="cause-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="rail" width="100" height="6" />
        <rect class="share" width={Math.round(100 * confidence)} height="6" />
      </svg>
      <ul class="evidence">
        {evidence.map((one) => (
          <li key={one}>
            <Text>{one}</Text>
          </li>
        ))}
      </ul>
    </li>
  );
}
