/** What it does, in the order in which it is tried. */
import type { Runbook } from "#core/model";
import { Badge, Card, countOf, Json, lengthOf, Pairs, Text } from "../../kit/index.ts";
import { RiskBadge } from "../runbooks/badges.tsx";
import { linesOf } from "./lines.ts";

export function Strategies({ definition }: { readonly definition: Runbook }) {
  return (
    <Card title="What it does" aside={countOf(definition.strategies.length, "strategy", "strategies")} id="strategies">
      <ol class="strategies">
        {definition.strategies.map((strategy) => (
          <li key={strategy.name}>
            <Strategy strategy={strategy} />
          </li>
        ))}
      </ol>
      <Bounds definition={definition} />
      <details>
        <summary>All that it says, as it was read</summary>
        <Text block>{linesOf(definition).join("\n")}</Text>
      </details>
    </Card>
  );
}

function Strategy({ strategy }: { readonly strategy: Runbook["strategies"][number] }) {
  const { name, when, steps, validate, risk, repairs, verifyWithin } = strategy;
  return (
    <div class="stack">
      <h3 class="row">
        <bdi>{name}</bdi>
        {risk !== undefined && <RiskBadge risk={risk} />}
        {repairs === false && <Badge tone="quiet">contains or tells</Badge>}
      </h3>
      {when !== undefined && (
        <p>
          Only where <code>{when}</code>
        </p>
      )}
      <ol class="steps">
        {steps.map(({ action, with: input, timeout }, index) => (
          <li key={`${index} ${action}`}>
            <code>{action}</code> <span class="quiet">at most {lengthOf(timeout)}</span>
            {Object.keys(input).length > 0 && (
              <details>
                <summary>with</summary>
                <Json value={input} />
              </details>
            )}
          </li>
        ))}
      </ol>
      <p class="quiet">
        It has helped when {validate === undefined ? "what was wrong no longer holds" : <code>{validate}</code>}
        {verifyWithin !== undefined && `, within ${lengthOf(verifyWithin)}`}.
      </p>
    </div>
  );
}

function Bounds({ definition: { limits, symptoms, diagnosis, escalate } }: { readonly definition: Runbook }) {
  const { attempts, within, cooldown, timeout } = limits;
  return (
    <Pairs
      items={[
        [
          "Limits",
          `${countOf(attempts, "attempt")} in ${lengthOf(within)}, ${lengthOf(cooldown)} apart, each at most ${lengthOf(timeout)}`,
        ],
        ...(symptoms.length === 0 ? [] : [["Symptoms", <code>{symptoms.join(" and ")}</code>] as const]),
        ...(diagnosis.length === 0 ? [] : [["Checks first", diagnosis.map(({ check }) => check).join(", ")] as const]),
        ["When it did not help", escalate.to === "page" ? "a human is paged" : "a human gets a notice"],
      ]}
    />
  );
}
