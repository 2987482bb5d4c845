/** The ways that there are, and why each was taken or not. */
import type { Way, WayState } from "#core/model";
import { Badge, Card, Text, type Tone } from "../../kit/index.ts";

const words: Readonly<Record<WayState, readonly [string, Tone]>> = {
  chosen: ["chosen", "info"],
  helped: ["helped", "good"],
  tried: ["did not help", "quiet"],
  refused: ["refused", "bad"],
  unfit: ["does not fit", "quiet"],
  possible: ["possible", "quiet"],
};

export function Ways({ ways }: { readonly ways: readonly Way[] }) {
  const others = ways.filter(({ state }) => state !== "chosen" && state !== "helped");
  if (others.length === 0) return null;
  return (
    <Card title="Other ways" id="ways">
      <ul class="stack">
        {others.map(({ runbook, strategy, actions, risk, state, why }) => (
          <li key={`${runbook} ${strategy}`}>
            <span class="row">
              <Badge tone={words[state][1]}>{words[state][0]}</Badge>
              <a href={`/runbooks/${encodeURIComponent(runbook)}`}>{runbook}</a>
              <strong>{strategy}</strong>
              <span class="quiet">
                {actions.join(", ")} · {risk} risk
              </span>
            </span>
            <Text>{why}</Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
