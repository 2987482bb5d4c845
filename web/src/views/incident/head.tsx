/** What it is, how bad, where, since when, and who is on it. */
import type { IncidentDetail } from "#core/model";
import { countOf, Length, Moment, PageHead, plain, SeverityBadge, StateBadge, Text } from "../../kit/index.ts";

export function Head({ incident }: { readonly incident: IncidentDetail }) {
  const { type, target, severity, state, summary, openedAt, endedAt, count, recurrences, acknowledged } = incident;
  const { inhibitedBy, inhibits } = incident.epistemic;
  return (
    <header class="incident-head">
      <p>
        <a href="/incidents">Incidents</a>
      </p>
      <PageHead
        title={
          <>
            {plain(type)} <span class="quiet">on</span> <a href={`/targets/${encodeURIComponent(target)}`}>{target}</a>
          </>
        }
      >
        <span class="row">
          <SeverityBadge severity={severity} />
          <StateBadge state={state} />
        </span>
      </PageHead>
      <p>
        <Text>{summary}</Text>
      </p>
      <p class="quiet">
        {endedAt === null ? "Open for " : "It lasted "}
        <Length from={openedAt} to={endedAt} />, since <Moment at={openedAt} form="date" />
        {count > 1 && ` · seen ${countOf(count, "time")}`}
        {recurrences > 0 && ` · it has come back ${countOf(recurrences, "time")}`}
      </p>
      {acknowledged !== null && endedAt === null && (
        <p>
          <strong>{acknowledged.by} is on it</strong>, since <Moment at={acknowledged.at} />
          {acknowledged.until !== null && (
            <>
              , until <Moment at={acknowledged.until} form="date" />
            </>
          )}
          {acknowledged.reason !== null && (
            <>
              : <Text>{acknowledged.reason}</Text>
            </>
          )}
        </p>
      )}
      {inhibitedBy !== null && (
        <p>
          It waits for <a href={`/incidents/${encodeURIComponent(inhibitedBy)}`}>another incident</a>, which is thought
          to be its cause.
        </p>
      )}
      {inhibits.length > 0 && (
        <p>
          {countOf(inhibits.length, "incident")}{" "}
          {endedAt !== null ? "waited" : inhibits.length === 1 ? "waits" : "wait"} for this one:{" "}
          {inhibits.map((one, index) => (
            <span key={one.incident}>
              {index > 0 && ", "}
              <a href={`/incidents/${encodeURIComponent(one.incident)}`}>
                {plain(one.type)} on {one.target}
              </a>
            </span>
          ))}
        </p>
      )}
    </header>
  );
}
