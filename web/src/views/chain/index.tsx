/** One chain: what will be done and why, how far it is, and a human's word on it. It moves while it is looked at. */
import type { ChainView, TaskView } from "#core/model";
import { useResource } from "../../api/index.ts";
import { actorOf, Card, Command, Loaded, Moment, PageHead, Pairs, Text } from "../../kit/index.ts";
import { ChainBadge, ConfidenceOf, HumansOnly, isOfDrift, Outcomes, whatOf } from "../drift/index.ts";
import { Diff, Tests } from "../task/index.ts";
import type { ViewProps } from "../view.ts";
import { Words } from "./decisions.tsx";
import { Steps } from "./steps.tsx";

export function View({ params }: ViewProps) {
  const path = `/v1/harmony/chains/${encodeURIComponent(params.id ?? "")}`;
  const chain = useResource<ChainView>(path, { refreshOn: isOfDrift });
  return (
    <>
      <p>
        <a href="/harmony">Harmony</a>
      </p>
      <Loaded of={chain}>
        {(view) => (
          <>
            <PageHead title={<bdi>{whatOf(view.chain.pattern)}</bdi>}>
              <ChainBadge state={view.state} />
            </PageHead>
            <HumansOnly />
            <Asked view={view} onDone={chain.refresh} />
            <Steps view={view} />
            <Change view={view} />
            <About view={view} />
          </>
        )}
      </Loaded>
    </>
  );
}

interface Props {
  readonly view: ChainView;
}

function Asked({ view, onDone }: Props & { readonly onDone: () => void }) {
  const { wanted, reason, state } = view;
  const merge = wanted.choices.find(({ does }) => does === "merge");
  const waits = state === "proposed" || state === "ready";
  return (
    <Card title={waits ? "It waits for you" : "Where it is"} {...(waits ? { tone: "warn" as const } : {})}>
      <p role="status">{wanted.sentence}</p>
      {state === "failed" && reason !== null && (
        <p>
          Why: <Text>{reason}</Text>
        </p>
      )}
      {merge !== undefined && <Command>{merge.command}</Command>}
      {wanted.after !== null && <p class="quiet">{wanted.after}</p>}
      <Words view={view} onDone={onDone} />
      <Outcomes wanted={wanted} />
    </Card>
  );
}

/** What the mender has made of it: the diff, and what the tests said. */
function Change({ view: { task, commit, branch, state } }: Props) {
  const isThere = task !== null && commit !== null;
  const repair = useResource<TaskView>(isThere ? `/v1/repair/tasks/${encodeURIComponent(task)}` : null, {
    refreshOn: isOfDrift,
  });
  if (!isThere || state === "cancelled") return null;
  return (
    <Loaded of={repair}>
      {({ proposal }) =>
        proposal === null ? null : (
          <Card
            title="The change"
            aside={
              <>
                <code>{commit.slice(0, 12)}</code> on {branch} ·{" "}
                <a href={`/repair/${encodeURIComponent(task)}`}>the repair</a>
              </>
            }
          >
            <p>
              <Text>{proposal.why}</Text>
            </p>
            <Diff text={proposal.diff} isCut={proposal.diffIsCut} commit={proposal.commit} />
            <Tests result={proposal.test} />
          </Card>
        )
      }
    </Loaded>
  );
}

function About({ view }: Props) {
  const { id, chain, proposedAt, proposedBy, decidedBy, appliedAt } = view;
  const { pattern, hypothesis, flow, title, repository, hash, modifiedFrom } = chain;
  return (
    <div class="columns">
      <Card title="Why">
        <ol class="causes">
          <ConfidenceOf hypothesis={hypothesis} />
        </ol>
        <p>
          <a href={`/harmony/patterns/${pattern.id}`}>The outputs beside the contract</a>
        </p>
      </Card>
      <Card title="About this chain">
        <Pairs
          items={[
            ["Flow", `${flow}: ${title}`],
            ["For", `gate ${pattern.gate}, contract ${pattern.contract}`],
            ["Repository", repository ?? "none"],
            [
              "Asked for",
              <span key="asked">
                by {actorOf(proposedBy)}, <Moment at={proposedAt} />
              </span>,
            ],
            ["Decided by", decidedBy === null ? "nobody yet" : actorOf(decidedBy)],
            ["In force", appliedAt === null ? "not yet" : <Moment key="applied" at={appliedAt} />],
            ["Id", <code key="id">{id}</code>],
            ["Hash", <code key="hash">{hash}</code>],
            ...(modifiedFrom === null
              ? []
              : [["Made from", <code key="from">{modifiedFrom.slice(0, 16)}</code>] as const]),
          ]}
        />
      </Card>
    </div>
  );
}
