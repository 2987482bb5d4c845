/** How well it is understood, and what may be its cause. */
import type { IncidentDetail } from "#core/model";
import { Badge, Card, lengthOf, percentOf, Text } from "../../kit/index.ts";

export function Understanding({ incident: { epistemic } }: { readonly incident: IncidentDetail }) {
  const { domain, confidence, why, hypotheses, evidence } = epistemic;
  if (domain === null) return null;
  return (
    <Card title="How it is understood" id="understanding" aside={<Badge tone="info">{domain}</Badge>}>
      {why !== null && (
        <p>
          <Text>{why}</Text>
        </p>
      )}
      {confidence !== null && <p class="quiet">The router is sure of it to {percentOf(confidence)}.</p>}
      {hypotheses.length > 0 && (
        <>
          <h3>What may be the cause</h3>
          <ol class="stack">
            {hypotheses.map(({ id, statement, probability, evidence: speaks }) => (
              <li key={id} class="hypothesis">
                <span class="row">
                  <meter min={0} max={1} value={probability} aria-label={`probability: ${percentOf(probability)}`} />
                  <strong class="number">{percentOf(probability)}</strong>
                </span>
                <Text>{statement}</Text>
                {speaks.length > 0 && (
                  <ul class="quiet bullets">
                    {speaks.map((line) => (
                      <li key={line}>
                        <Text>{line}</Text>
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ol>
        </>
      )}
      {evidence.checks.length > 0 && (
        <>
          <h3>What was looked at</h3>
          <ul class="stack">
            {evidence.checks.map(({ check, target, ok, finding, durationMs }, index) => (
              <li key={`${index} ${check}`}>
                <span class="row">
                  <Badge tone={ok === null ? "quiet" : ok ? "good" : "bad"}>
                    {ok === null ? "unknown" : ok ? "good" : "bad"}
                  </Badge>
                  <strong>{check}</strong>
                  <span class="quiet">
                    {target}, {lengthOf(durationMs)}
                  </span>
                </span>
                <Text>{finding}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
