/** What there is to learn from it, and the changes to runbooks that it proposes. */
import type { Amendment, IncidentDetail, PostMortem } from "#core/model";
import { change, useResource } from "../../api/index.ts";
import { Badge, Card, Decision, Json, Loaded, lengthOf, Moment, Pairs, Text } from "../../kit/index.ts";

export function PostMortemCard({ incident: { id, events } }: { readonly incident: IncidentDetail }) {
  const isWritten = events.some(({ type }) => type === "postmortem.written");
  const refreshOn = ({ type }: { readonly type: string }) => /^(postmortem|amendment|runbook)\./.test(type);
  const path = `/v1/incidents/${encodeURIComponent(id)}/postmortem`;
  const written = useResource<PostMortem>(isWritten ? path : null, { refreshOn });
  if (!isWritten) return null;
  return (
    <Card title="Post-mortem" id="postmortem">
      <Loaded of={written}>{(found) => <Written found={found} onDone={written.refresh} />}</Loaded>
    </Card>
  );
}

function Written({ found, onDone }: { readonly found: PostMortem; readonly onDone: () => void }) {
  const { durations, causes, worked, followUps, amendments, prose, humans } = found;
  const length = (ms: number | null) => (ms === null ? "–" : lengthOf(ms));
  return (
    <>
      <Pairs
        items={[
          ["Detected after", length(durations.detectionMs)],
          ["A human after", length(durations.firstHumanMs)],
          ["Recovered after", length(durations.recoveryMs)],
          ["What worked", <Text key="worked">{worked ?? "nothing that Chiron knows of"}</Text>],
        ]}
      />
      {prose !== undefined && (
        <>
          <h3>In the words of a language model ({prose.model})</h3>
          <Text block>{prose.text}</Text>
        </>
      )}
      <h3>Cause</h3>
      {causes.length === 0 ? (
        <p class="quiet">Nobody knows it.</p>
      ) : (
        <ul class="bullets">
          {causes.map(({ statement, probability }) => (
            <li key={statement}>
              <Text>{statement}</Text> ({Math.round(probability * 100)} %)
            </li>
          ))}
        </ul>
      )}
      {humans.length > 0 && (
        <>
          <h3>What humans did</h3>
          <ul class="bullets">
            {humans.map(({ at, by, did }) => (
              <li key={`${at} ${did}`}>
                <Moment at={at} form="clock" /> {by} <Text>{did}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
      {followUps.length > 0 && (
        <>
          <h3>What is left to do</h3>
          <ul class="bullets">
            {followUps.map((line) => (
              <li key={line}>
                <Text>{line}</Text>
              </li>
            ))}
          </ul>
        </>
      )}
      {amendments.length > 0 && <h3>Proposed changes to runbooks</h3>}
      {amendments.map((amendment) => (
        <Proposed key={amendment.id} amendment={amendment} onDone={onDone} />
      ))}
    </>
  );
}

function Proposed({ amendment, onDone }: { readonly amendment: Amendment; readonly onDone: () => void }) {
  const { id, runbook, change: what, why, decision, definition } = amendment;
  const path = `/v1/amendments/${encodeURIComponent(id)}`;
  return (
    <div class="proposed">
      <p>
        <a href={`/runbooks/${encodeURIComponent(runbook)}`}>{runbook}</a>: <Text>{what}</Text>, since{" "}
        <Text>{why}</Text>.
      </p>
      <details>
        <summary>The runbook as it would be</summary>
        <Json value={definition} />
      </details>
      {decision === undefined ? (
        <span class="row">
          <Decision
            label="Put it in force"
            consequence={`From now on ${runbook} is as proposed, as a new version. It keeps its mode only if you approve it again.`}
            confirmation="confirm"
            command="approve_amendment"
            tone="primary"
            run={() => change("POST", `${path}/approve`)}
            onDone={onDone}
          />
          <Decision
            label="Reject the change"
            consequence={`${runbook} stays as it is, and this is not proposed again for this incident.`}
            confirmation="confirm"
            reason="required"
            command="reject_amendment"
            run={({ reason }) => change("POST", `${path}/reject`, { body: { reason } })}
            onDone={onDone}
          />
        </span>
      ) : (
        <p>
          <Badge tone={decision.state === "approved" ? "good" : "quiet"}>{decision.state}</Badge> by {decision.by},{" "}
          <Moment at={decision.at} />
          {decision.reason !== null && (
            <>
              : <Text>{decision.reason}</Text>
            </>
          )}
        </p>
      )}
    </div>
  );
}
