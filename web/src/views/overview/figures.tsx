/** What healing came to, and how Chiron's own processes are. */
import type { Overview } from "#core/model";
import { Badge, Card, countOf, plain } from "../../kit/index.ts";
import { runsAlone } from "./alone.ts";

export function Figures({ overview }: { readonly overview: Overview }) {
  const { counts, healers, status } = overview;
  return (
    <Card title="Figures">
      <dl class="figures">
        <Figure
          name="Healed"
          value={counts.day.healed}
          more={`in a day; ${counts.week.healed.toLocaleString()} in a week`}
        />
        <Figure
          name="Came to a human"
          value={counts.day.escalated}
          more={`in a day; ${counts.week.escalated.toLocaleString()} in a week`}
        />
        {status.harmony !== null && (
          <div>
            <dt>
              <a href="/harmony">Harmony</a>
            </dt>
            <dd>
              {status.harmony} <small>of 100</small>
            </dd>
          </div>
        )}
      </dl>
      {runsAlone(healers) ? (
        <p class="quiet">The engine runs alone: no mender and no watchdog look after it.</p>
      ) : (
        <p class="row">
          {healers.map(({ role, state }) => (
            <a key={role} href="/healers" class="bare">
              <Badge
                tone={state === "healthy" ? "good" : state === "starting" ? "info" : "bad"}
              >{`${role} ${plain(state)}`}</Badge>
            </a>
          ))}
        </p>
      )}
      <p class="quiet">
        {countOf(status.runbooks.auto_execute, "runbook")} may act by themselves,{" "}
        {status.runbooks.dry_run.toLocaleString()} only rehearse. <a href="/runbooks">See them</a>
      </p>
    </Card>
  );
}

function Figure({ name, value, more }: { readonly name: string; readonly value: number; readonly more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value.toLocaleString()} <small>{more}</small>
      </dd>
    </div>
  );
}
