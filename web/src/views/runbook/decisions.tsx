/** What may be done with a runbook: let it run by itself, rehearse it, run it now. */
import { useState } from "preact/hooks";
import type { CommandResult, RunbookView } from "#core/model";
import { change } from "../../api/index.ts";
import { countOf, Decision, plain } from "../../kit/index.ts";
import { type Aim, AimFields, bodyOf, missingIn, noAim } from "./aim.tsx";
import type { Rehearsed } from "./rehearsed.tsx";

interface Props {
  readonly runbook: RunbookView;
  readonly etag: string | null;
  readonly refresh: () => void;
  readonly onRehearsed: (rehearsed: Rehearsed) => void;
}

export function Decisions({ runbook, etag, refresh, onRehearsed }: Props) {
  return (
    <div class="row">
      {runbook.mode === "dry_run" && <Approve runbook={runbook} etag={etag} refresh={refresh} />}
      <DryRun runbook={runbook} onRehearsed={onRehearsed} />
      <Execute runbook={runbook} refresh={refresh} />
    </div>
  );
}

const pathOf = ({ id }: RunbookView) => `/v1/runbooks/${encodeURIComponent(id)}`;

function Approve({ runbook, etag, refresh }: Omit<Props, "onRehearsed">) {
  const { id, version, hash, matches, risk, confidence } = runbook;
  return (
    <Decision
      label="Let it run by itself"
      consequence={
        <>
          <p>
            From now on <bdi>{id}</bdi>, version {version}, runs without asking wherever a target's autonomy is auto and
            its trouble is {matches.map(plain).join(" or ")}. Plans of it that wait for this alone run at once.
          </p>
          <p>
            That is good for exactly this content (<code>{hash.slice(0, 12)}</code>): when it changes, it asks again.
            Its risk is {risk};{" "}
            {confidence.outcomes === 0
              ? "it was not tried yet"
              : countOf(confidence.outcomes, "outcome is known", "outcomes are known")}
            .
          </p>
        </>
      }
      confirmation={risk === "high" ? "type" : "confirm"}
      word={id}
      tone="primary"
      command="approve_runbook"
      run={() => change<CommandResult>("POST", `${pathOf(runbook)}/approve`, { body: { hash }, etag })}
      onDone={refresh}
      onRefused={refresh}
    />
  );
}

function DryRun({ runbook, onRehearsed }: Pick<Props, "runbook" | "onRehearsed">) {
  const [aim, setAim] = useState<Aim>(noAim);
  return (
    <Decision
      label="Dry run"
      consequence="It is said what each step would do, as things are now. Nothing is changed."
      confirmation="confirm"
      command="dry_run"
      fields={<AimFields aim={aim} onChange={setAim} matches={runbook.matches} />}
      incomplete={missingIn(aim)}
      run={async () => {
        const { data } = await change<CommandResult>("POST", `${pathOf(runbook)}/dry-run`, { body: bodyOf(aim) });
        onRehearsed(data as unknown as Rehearsed);
        return { message: "Rehearsed: nothing was changed." };
      }}
    />
  );
}

function Execute({ runbook, refresh }: Pick<Props, "runbook" | "refresh">) {
  const [aim, setAim] = useState<Aim>(noAim);
  const { id, risk, matches } = runbook;
  return (
    <Decision
      label="Run it now"
      consequence={
        <p>
          <bdi>{id}</bdi> is carried out now: guarded, journaled and verified like any other run, and you are its
          approval. Its risk is {risk}. A dry run says first what each step would do.
        </p>
      }
      confirmation={risk === "low" ? "confirm" : "type"}
      word={id}
      tone="danger"
      command="execute"
      fields={<AimFields aim={aim} onChange={setAim} matches={matches} />}
      incomplete={missingIn(aim)}
      run={() =>
        change<CommandResult>("POST", `${pathOf(runbook)}/execute`, { body: { ...bodyOf(aim), confirm: true } })
      }
      onDone={refresh}
      onRefused={refresh}
    />
  );
}
