/** Is the log whole? Every record holds the hash of the one before; a change anywhere breaks the chain there. */
import { useEffect, useState } from "preact/hooks";
import type { VerificationView } from "#core/model";
import { change, problemOf, session, useResource } from "../../api/index.ts";
import { Badge, Card, Command, countOf, Length, Loaded, Moment, say } from "../../kit/index.ts";

const path = "/v1/audit/verification";
const whileRunningMs = 500;

export function Verify() {
  const [isRunning, setRunning] = useState(false);
  const verification = useResource<VerificationView>(path, isRunning ? { everyMs: whileRunningMs } : {});
  const state = verification.data?.state;
  useEffect(() => setRunning(state === "running"), [state]);
  return <Loaded of={verification}>{(view) => <Verdict view={view} refresh={verification.refresh} />}</Loaded>;
}

function Verdict({ view, refresh }: { readonly view: VerificationView; readonly refresh: () => void }) {
  const isRunning = view.state === "running";
  const begin = () =>
    change<VerificationView>("POST", path).then(refresh, (error: unknown) => {
      const { message, help } = problemOf(error);
      say(`The log was not verified: ${message}. ${help ?? ""}`, "bad");
    });
  const isKnown = session.value?.via === "session";
  return (
    <Card
      title="Is the log whole?"
      id="verification"
      {...(view.state === "broken" ? { tone: "bad" as const } : {})}
      aside={
        <button
          type="button"
          disabled={isRunning || !isKnown}
          aria-describedby="verify-who"
          onClick={() => void begin()}
        >
          {isRunning ? "Verifying …" : "Verify every record"}
        </button>
      }
    >
      <p aria-live="polite">
        <State view={view} /> {view.sentence}{" "}
        {view.finishedAt !== null && (
          <span class="quiet">
            Found <Moment at={view.finishedAt} />, within{" "}
            <Length from={view.startedAt ?? view.finishedAt} to={view.finishedAt} />.
          </span>
        )}
      </p>
      {!isKnown && (
        <p class="quiet" id="verify-who">
          Sign in to have it verified from here.
        </p>
      )}
      <Problems view={view} />
      {view.heads.length > 0 && <Heads heads={view.heads} />}
      <p class="quiet">
        Whoever does not want to take the engine’s word for it asks the file itself, on its machine:{" "}
        <Command>chiron audit verify</Command>
      </p>
    </Card>
  );
}

const states = {
  never: ["quiet", "not verified"],
  running: ["info", "verifying"],
  whole: ["good", "whole"],
  broken: ["bad", "not whole"],
  failed: ["warn", "not known"],
} as const;

function State({ view }: { readonly view: VerificationView }) {
  const [tone, word] = states[view.state];
  return <Badge tone={tone}>{word}</Badge>;
}

function Problems({ view: { problems, problemCount } }: { readonly view: VerificationView }) {
  if (problems.length === 0) return null;
  return (
    <>
      <ul class="rows">
        {problems.map(({ kind, stream, message }) => (
          <li key={message} class="row">
            <Badge tone="bad">{kind.replaceAll("_", " ")}</Badge>
            <span>
              {stream !== null && <b>{stream}: </b>}
              {message}
            </span>
          </li>
        ))}
      </ul>
      {problemCount > problems.length && <p>{countOf(problemCount - problems.length, "further problem")} not shown.</p>}
    </>
  );
}

function Heads({ heads }: Pick<VerificationView, "heads">) {
  return (
    <details>
      <summary>Where each stream ends</summary>
      <ul class="stack">
        {heads.map(({ stream, seq, hash }) => (
          <li key={stream}>
            {stream} {seq.toLocaleString()} <code>{hash}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
