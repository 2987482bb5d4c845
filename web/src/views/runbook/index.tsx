/** One runbook: what it does, how far it can be trusted, what it was before, and what may be done with it. */
import { useState } from "preact/hooks";
import type { Runbook, RunbookView } from "#core/model";
import { useResource } from "../../api/index.ts";
import { actorOf, Card, Loaded, Moment, PageHead, Pairs, plain } from "../../kit/index.ts";
import { ModeBadge, RiskBadge } from "../runbooks/badges.tsx";
import type { ViewProps } from "../view.ts";
import { Decisions } from "./decisions.tsx";
import { Trust } from "./outcomes.tsx";
import { type Rehearsed, RehearsedCard } from "./rehearsed.tsx";
import { refreshOn } from "./source.ts";
import { Strategies } from "./strategies.tsx";
import { Versions } from "./versions.tsx";

type Whole = RunbookView & { readonly definition: Runbook };

export function View({ params: { id = "" } }: ViewProps) {
  const runbook = useResource<Whole>(`/v1/runbooks/${encodeURIComponent(id)}`, { refreshOn: refreshOn(id) });
  const [rehearsed, setRehearsed] = useState<Rehearsed>();
  const { data } = runbook;
  return (
    <>
      <PageHead title={<bdi>{id}</bdi>}>
        {data !== undefined && (
          <p class="row">
            <ModeBadge mode={data.mode} />
            <RiskBadge risk={data.risk} />
          </p>
        )}
      </PageHead>
      <Loaded of={runbook}>
        {(found) => (
          <>
            <p class="lead">
              <bdi>{found.title}</bdi>
            </p>
            <Decisions runbook={found} etag={runbook.etag} refresh={runbook.refresh} onRehearsed={setRehearsed} />
            {rehearsed !== undefined && <RehearsedCard of={rehearsed} onClose={() => setRehearsed(undefined)} />}
            <div class="columns">
              <Facts of={found} />
              <Strategies definition={found.definition} />
            </div>
            <Trust runbook={found} />
            <Versions id={id} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Facts({ of }: { readonly of: RunbookView }) {
  const { mode, approvedBy, approvedAt, version, hash, source, matches, risk } = of;
  return (
    <Card title="What it is">
      <Pairs
        items={[
          ["For", matches.map(plain).join(", ")],
          [
            "Mode",
            mode === "auto_execute" ? "runs by itself where the target allows it" : "says what it would do, and asks",
          ],
          [
            "Approved",
            approvedBy === null ? (
              mode === "auto_execute" ? (
                "as it was shipped"
              ) : (
                "by nobody"
              )
            ) : (
              <>
                by {actorOf(approvedBy)} <Moment at={approvedAt} />
              </>
            ),
          ],
          ["Risk", risk],
          [
            "Version",
            <>
              {version}, <code title={hash}>{hash.slice(0, 12)}</code>
            </>,
          ],
          ["From", <bdi>{source}</bdi>],
        ]}
      />
    </Card>
  );
}
