/** One decision: what it asks for, and how it is sent. It is always about what was shown, or it is refused. */
import type { ComponentChildren } from "preact";
import type { Choice } from "#core/model";
import { change, type Problem } from "../../../api/index.ts";
import { Decision } from "../../../kit/index.ts";
import { Acknowledge } from "./acknowledge.tsx";
import { DryRun } from "./dry-run.tsx";
import { Modify } from "./modify.tsx";
import { RecordFix } from "./record-fix.tsx";
import { Resolve } from "./resolve.tsx";
import { type About, type Common, send } from "./send.ts";

export interface OneProps {
  readonly choice: Choice;
  readonly about: About;
  readonly news: ComponentChildren;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onDone: () => void;
  readonly onRefused: (problem: Problem) => void;
}

export function One(props: OneProps) {
  const { choice, about, news } = props;
  const common = commonOf(props);
  const hash = about.planHash === null ? {} : { planHash: about.planHash };
  switch (choice.action) {
    case "approve":
      return <Decision {...common} {...withNews(choice, news)} run={() => send(about, "approve", hash)} />;
    case "reject":
    case "dismiss":
      return <Decision {...common} fields={news} run={({ reason }) => send(about, choice.action, { reason })} />;
    case "modify":
      return <Modify common={common} about={about} news={news} />;
    case "acknowledge":
      return <Acknowledge common={common} about={about} news={news} />;
    case "resolve":
      return <Resolve common={common} about={about} news={news} />;
    case "record_fix":
      return <RecordFix common={common} about={about} />;
    case "dry_run":
      return <DryRun common={common} incident={about.incident} runbook={choice.runbook ?? ""} />;
    case "execute":
      return <Decision {...common} fields={news} run={() => execute(about, choice.runbook ?? "")} />;
    case "resume":
      return <Decision {...common} reason="optional" run={({ reason }) => resume(reason)} />;
    case "postmortem":
      return <Decision {...common} run={() => send(about, "postmortem", {})} />;
  }
}

function commonOf({ choice, about, onOpen, onDone, onRefused }: OneProps): Common {
  const { label, consequence, confirmation, needsReason, isPrimary, action } = choice;
  return {
    label,
    consequence,
    confirmation: confirmation === "type-name" ? "type" : confirmation,
    word: about.target,
    ...(needsReason ? { reason: "required" as const } : {}),
    tone: isPrimary ? "primary" : action === "dismiss" ? "danger" : "plain",
    command: action,
    onOpen,
    onDone,
    onRefused,
  };
}

/** What is done by one press has no dialog to say it in. */
function withNews({ confirmation }: Choice, news: ComponentChildren) {
  return confirmation === "none" ? {} : { fields: news };
}

/** A repair may take minutes; what is wrong with it at once is said, and the rest is seen in the story. */
const beginsWithinMs = 4_000;

async function execute({ incident }: About, runbook: string): Promise<{ readonly message?: string }> {
  const path = `/v1/runbooks/${encodeURIComponent(runbook)}/execute`;
  const ran = change<{ readonly message?: string }>("POST", path, { body: { incident, confirm: true } });
  // When nobody waits for it any more, the story says how it ended.
  ran.catch(() => undefined);
  const begun = new Promise<{ readonly message: string }>((resolve) =>
    setTimeout(() => resolve({ message: `${runbook} has begun; the story shows how it goes.` }), beginsWithinMs),
  );
  return Promise.race([ran, begun]);
}

function resume(reason: string): Promise<{ readonly message?: string }> {
  return change("DELETE", `/v1/pause${reason === "" ? "" : `?reason=${encodeURIComponent(reason)}`}`);
}
