/** One repair of code: what is broken, what was made of it, what the tests say, and a human's word on exactly this commit. */
import type { TaskView } from "#core/model";
import { change, useResource } from "../../api/index.ts";
import { actorOf, Card, Command, Decision, Loaded, Moment, PageHead, Pairs, Text } from "../../kit/index.ts";
import { Outcomes } from "../drift/index.ts";
import { Diff, isOfRepair, lookEveryMs, TaskBadge, Tests } from "../task/index.ts";
import type { ViewProps } from "../view.ts";

export function View({ params }: ViewProps) {
  const path = `/v1/repair/tasks/${encodeURIComponent(params.id ?? "")}`;
  const task = useResource<TaskView>(path, { refreshOn: isOfRepair, everyMs: lookEveryMs });
  return (
    <>
      <p>
        <a href="/repair">Repair</a>
      </p>
      <Loaded of={task}>
        {(data) => (
          <>
            <PageHead title={<bdi>{`${data.file} in ${data.repository}`}</bdi>}>
              <TaskBadge {...data} />
            </PageHead>
            <Asked task={data} path={path} onDone={task.refresh} />
            <Made task={data} />
            <div class="columns">
              <About task={data} />
              <Happened task={data} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

interface Props {
  readonly task: TaskView;
}

function Asked({ task, path, onDone }: Props & { readonly path: string; readonly onDone: () => void }) {
  const { state, wanted, reason, proposal, chain } = task;
  const approve = wanted.choices.find(({ does }) => does === "approve");
  const merge = wanted.choices.find(({ does }) => does === "merge");
  const waits = state === "proposed" || state === "ready";
  return (
    <Card title={waits ? "It waits for you" : "Where it is"} {...(waits ? { tone: "warn" as const } : {})}>
      <p role="status">{wanted.sentence}</p>
      {reason !== null && (
        <p>
          <Text>{reason}</Text>
        </p>
      )}
      {merge !== undefined && <Command>{merge.command}</Command>}
      {chain !== null && (
        <p>
          A chain by which drift is healed wanted it:{" "}
          <a href={`/harmony/chains/${encodeURIComponent(chain)}`}>{chain}</a>
        </p>
      )}
      {approve !== undefined && proposal !== null && (
        <div class="row">
          <Decision
            label="Approve"
            tone="primary"
            command="repair_approve"
            confirmation="confirm"
            reason="optional"
            consequence={`Exactly the commit ${proposal.commit.slice(0, 12)}, as the diff below shows it, becomes part of ${proposal.onto}. If that branch is checked out somewhere, you get the command that merges it.`}
            run={({ reason: why }) =>
              change("POST", `${path}/approve`, {
                body: { commit: proposal.commit, ...(why === "" ? {} : { reason: why }) },
              })
            }
            onDone={onDone}
            onRefused={onDone}
          />
          <Decision
            label="Reject"
            tone="danger"
            command="repair_reject"
            confirmation="confirm"
            reason="required"
            consequence="It is dropped, with its branch. The same content is not taken up again by itself."
            run={({ reason: why }) =>
              change("POST", `${path}/reject`, { body: { commit: proposal.commit, reason: why } })
            }
            onDone={onDone}
            onRefused={onDone}
          />
        </div>
      )}
      <Outcomes wanted={wanted} />
    </Card>
  );
}

function Made({ task: { proposal } }: Props) {
  if (proposal === null) return null;
  const { made, why, commit, branch, onto, diff, diffIsCut, test } = proposal;
  return (
    <Card
      title="The change"
      aside={
        <>
          <code>{commit.slice(0, 12)}</code> on {branch}, for {onto}
        </>
      }
    >
      <p>
        Made by {made}: <Text>{why}</Text>
      </p>
      <Diff text={diff} isCut={diffIsCut} commit={commit} />
      <Tests result={test} />
    </Card>
  );
}

function About({ task }: Props) {
  const { id, faults, source, by, openedAt, deadlineAt, nextAttemptAt, attempts, maxAttempts, language } = task;
  const { incident, approvedBy, file } = task;
  return (
    <Card title="What is broken">
      {faults.length === 0 && <p class="quiet">No fault of the file is on record.</p>}
      <ul class="faults">
        {faults.slice(0, 20).map(({ line, column, message }) => (
          <li key={`${line}:${column} ${message}`}>
            <code>
              {file}:{line}:{column}
            </code>{" "}
            <Text>{message}</Text>
          </li>
        ))}
      </ul>
      <Pairs
        items={[
          ["Language", language],
          ["Wanted by", by === null ? `a ${source}` : `${actorOf(by)} (${source})`],
          ...(incident === null
            ? []
            : [
                [
                  "Incident",
                  <a key="incident" href={`/incidents/${incident}`}>
                    {incident}
                  </a>,
                ] as const,
              ]),
          ["Attempts", `${attempts} of ${maxAttempts}`],
          ...(nextAttemptAt === null ? [] : [["Tried again", <Moment key="next" at={nextAttemptAt} />] as const]),
          ["Open since", <Moment key="since" at={openedAt} />],
          ["Given up", <Moment key="deadline" at={deadlineAt} />],
          ["Approved by", approvedBy === null ? "nobody" : actorOf(approvedBy)],
          ["Id", <code key="id">{id}</code>],
        ]}
      />
    </Card>
  );
}

function Happened({ task: { events, sentences } }: Props) {
  return (
    <Card title="What happened" aside="the newest first">
      <ol class="feed">
        {events
          .map(({ at, seq, stream }, index) => (
            <li key={`${stream} ${seq}`}>
              <span class="feed-when">
                <Moment at={at} />
              </span>
              <Text>{sentences[index] ?? ""}</Text>
            </li>
          ))
          .reverse()}
      </ol>
    </Card>
  );
}
