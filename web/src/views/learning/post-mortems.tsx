/** What incidents that came to a human taught: what is proposed waits for a human's word, and nothing else puts it in force. */
import type { Amendment, CommandResult, PostMortem } from "#core/model";
import { change } from "../../api/index.ts";
import {
  actorOf,
  Badge,
  Card,
  countOf,
  Decision,
  Empty,
  Gradually,
  lengthOf,
  Moment,
  plain,
  Text,
} from "../../kit/index.ts";

interface ShownProps {
  readonly of: readonly PostMortem[];
}

export function Proposals({ of, refresh }: ShownProps & { readonly refresh: () => void }) {
  const waiting = of.flatMap((one) =>
    one.amendments.filter(({ decision }) => decision === undefined).map((amendment) => ({ amendment, of: one })),
  );
  if (waiting.length === 0) return null;
  const title =
    waiting.length === 1 ? "A change is proposed, and waits for you" : "Changes are proposed, and wait for you";
  return (
    <Card title={title} tone="warn" id="proposed" aside={countOf(waiting.length, "proposal")}>
      <ul class="rows">
        {waiting.map(({ amendment, of: postMortem }) => (
          <li key={amendment.id} class="called">
            <Proposal amendment={amendment} of={postMortem} refresh={refresh} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function PostMortems({ of }: ShownProps) {
  return (
    <Card title="Post-mortems" id="post-mortems" aside={of.length === 0 ? undefined : countOf(of.length, "incident")}>
      {of.length === 0 ? (
        <Empty title="None was written yet.">
          One is written of each incident that came to a human, when it is over.
        </Empty>
      ) : (
        <Gradually of={of} noun="post-mortem" step={10}>
          {(shown) => (
            <ol class="rows">
              {shown.map((one) => (
                <li key={one.incident} class="called">
                  <Told of={one} />
                </li>
              ))}
            </ol>
          )}
        </Gradually>
      )}
    </Card>
  );
}

interface ProposalProps {
  readonly amendment: Amendment;
  readonly of: PostMortem;
  readonly refresh: () => void;
}

function Proposal({ amendment, of, refresh }: ProposalProps) {
  const { id, runbook, change: wanted, why } = amendment;
  const path = `/v1/amendments/${encodeURIComponent(id)}`;
  const book = <a href={`/runbooks/${encodeURIComponent(runbook)}`}>{runbook}</a>;
  return (
    <div class="stack">
      <p>
        <strong>
          In {book}: <Text>{wanted}</Text>
        </strong>
      </p>
      <p class="quiet">
        Seen in <a href={`/incidents/${of.incident}`}>{plain(of.type)}</a> on <bdi>{of.target}</bdi>: <Text>{why}</Text>
      </p>
      <p class="row">
        <Decision
          label="Put it in force"
          consequence={
            <>
              <p>
                <bdi>{runbook}</bdi> becomes another version: <bdi>{wanted}</bdi>.
              </p>
              <p>What may run by itself now, may so afterwards, too. What it was stays in its history.</p>
            </>
          }
          confirmation="confirm"
          tone="primary"
          command="approve_amendment"
          run={() => change<CommandResult>("POST", `${path}/approve`)}
          onDone={refresh}
          onRefused={refresh}
        />
        <Decision
          label="Refuse it"
          consequence={`${runbook} stays as it is, and this is not proposed again for that incident.`}
          confirmation="confirm"
          reason="required"
          command="reject_amendment"
          run={({ reason }) => change<CommandResult>("POST", `${path}/reject`, { body: { reason } })}
          onDone={refresh}
          onRefused={refresh}
        />
      </p>
    </div>
  );
}

function Told({ of }: { readonly of: PostMortem }) {
  const { incident, type, target, title, summary, causes, durations, followUps, amendments } = of;
  const [cause] = causes;
  return (
    <div class="stack">
      <p>
        <a href={`/incidents/${incident}`}>{plain(type)}</a> on{" "}
        <a href={`/targets/${encodeURIComponent(target)}`}>
          <bdi>{target}</bdi>
        </a>
        : <Text>{title}</Text>
      </p>
      <p>
        <Text>{summary}</Text>
      </p>
      {cause !== undefined && (
        <p class="quiet">
          Most probable cause: <Text>{cause.statement}</Text>
        </p>
      )}
      <p class="quiet">
        Seen after {lengthOf(durations.detectionMs)}
        {durations.firstHumanMs !== null && `, a human's first word after ${lengthOf(durations.firstHumanMs)}`}
        {durations.recoveryMs !== null && `, over after ${lengthOf(durations.recoveryMs)}`}.
      </p>
      {followUps.length > 0 && (
        <ul class="follow-ups">
          {followUps.map((text) => (
            <li key={text}>
              <Text>{text}</Text>
            </li>
          ))}
        </ul>
      )}
      {amendments.map((amendment) => (
        <Decided key={amendment.id} amendment={amendment} />
      ))}
    </div>
  );
}

function Decided({ amendment: { runbook, change: wanted, decision } }: { readonly amendment: Amendment }) {
  if (decision === undefined) return null;
  const { state, by, at, reason } = decision;
  return (
    <p class="row">
      <Badge tone={state === "approved" ? "good" : "quiet"}>{state === "approved" ? "put in force" : "refused"}</Badge>
      <span>
        {runbook}: <Text>{wanted}</Text>, by {actorOf(by)} <Moment at={at} />
        {reason !== null && (
          <>
            : <Text>{reason}</Text>
          </>
        )}
      </span>
    </p>
  );
}
