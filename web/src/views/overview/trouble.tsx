/** What is open, what it wants, and which targets are not well. */
import type { OpenIncident, Overview, UnwellTarget, WaitingQuestion } from "#core/model";
import { Badge, Card, Empty, HealthBadge, Length, Seconds, SeverityBadge, StateBadge } from "../../kit/index.ts";

export function Trouble({ overview }: { readonly overview: Overview }) {
  const { approvals, approvalsWaiting, unwell, status } = overview;
  const asked = new Set(approvals.map(({ incident }) => incident));
  const incidents = overview.incidents.filter(({ id }) => !asked.has(id));
  return (
    <>
      {approvals.length > 0 && (
        <Card title="Waiting for a decision" tone="warn" aside={<a href="/approvals">All {approvalsWaiting}</a>}>
          <ul class="rows">
            {approvals.map((question) => (
              <Question key={question.incident} {...question} />
            ))}
          </ul>
        </Card>
      )}
      <Card
        title={asked.size === 0 ? "Open incidents" : "Other open incidents"}
        aside={<a href="/incidents?all=true">Ended ones too</a>}
      >
        {incidents.length === 0 ? (
          <Empty title={asked.size === 0 ? "None is open." : "No other is open."}>
            What is found wrong stands here, the most urgent first.
          </Empty>
        ) : (
          <ul class="rows">
            {incidents.map((incident) => (
              <Open key={incident.id} {...incident} />
            ))}
          </ul>
        )}
        {status.incidents.open > overview.incidents.length && (
          <p>
            <a href="/incidents">All {status.incidents.open.toLocaleString()} of them</a>
          </p>
        )}
      </Card>
      {unwell.length > 0 && (
        <Card title="Targets that are not well" aside={<a href="/targets">All targets</a>}>
          <ul class="rows">
            {unwell.map((target) => (
              <Unwell key={target.id} {...target} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

function Question({ incident, target, title, runbook, strategy, risk, severity, deadline }: WaitingQuestion) {
  return (
    <li>
      <a class="row-link" href={`/incidents/${incident}`}>
        <span class="row-title">
          May {runbook} ({strategy}) run on {target}?
        </span>
        <span class="row">
          <SeverityBadge severity={severity} />
          <Badge tone={risk === "high" ? "bad" : risk === "medium" ? "warn" : "quiet"}>{`${risk} risk`}</Badge>
          <span class="quiet">
            {title} · the question ends <Seconds until={deadline} />
          </span>
        </span>
      </a>
    </li>
  );
}

function Open({ id, title, target, severity, state, openedAt, wanted, needsHuman, acknowledgedBy }: OpenIncident) {
  return (
    <li>
      <a class={needsHuman ? "row-link needs" : "row-link"} href={`/incidents/${id}`}>
        <span class="row-title">
          {title} <span class="quiet">on</span> {target}
        </span>
        <span class="row">
          <SeverityBadge severity={severity} />
          <StateBadge state={state} />
          <span class="quiet">
            for <Length from={openedAt} to={null} />
            {acknowledgedBy !== null && ` · ${acknowledgedBy} is on it`}
          </span>
        </span>
        <span class={needsHuman ? undefined : "quiet"}>{wanted}</span>
      </a>
    </li>
  );
}

function Unwell({ id, criticality, health, why }: UnwellTarget) {
  return (
    <li>
      <a class="row-link" href={`/targets/${id}`}>
        <span class="row">
          <HealthBadge health={health} />
          <span class="row-title">{id}</span>
          {criticality === "critical" && <Badge tone="warn">critical</Badge>}
        </span>
        <span class="quiet">{why}</span>
      </a>
    </li>
  );
}
