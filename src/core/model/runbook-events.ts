/** What becomes of runbooks, and what is learned about them; part of all events (events.ts). */
import type { PostMortem } from "./postmortem.ts";
import type { Runbook, RunbookMode } from "./runbook.ts";

/** `confirmed`: what resolved it holds what the dry run would have done; `neutral`: it says nothing either way. */
export type DryRunVerdict = "confirmed" | "contradicted" | "neutral";

export interface RunbookEvents {
  "runbook.registered": {
    readonly runbook: string;
    readonly version: number;
    readonly hash: string;
    readonly source: string;
    /** What it may do without anybody's approval; absent: `dry_run`. */
    readonly mode?: RunbookMode;
    /** What it says, with secrets masked, so that versions can be told apart later; absent in older logs. */
    readonly definition?: Readonly<Record<string, unknown>>;
  };
  "runbook.approved": { readonly runbook: string; readonly version: number; readonly hash: string };
  /** A human put a proposed change in force: what had the hash `from` is now this. */
  "runbook.amended": {
    /** Whose post-mortem proposed it; absent in older logs. */
    readonly incident?: string;
    readonly amendment: string;
    readonly runbook: string;
    readonly from: string;
    readonly hash: string;
    readonly definition: Runbook;
  };
  /** A human does not want a proposed change. `hash`: of the content that was proposed. */
  "amendment.rejected": {
    readonly incident: string;
    readonly amendment: string;
    readonly runbook: string;
    readonly change: string;
    readonly hash: string;
    readonly reason: string;
  };
  "postmortem.written": { readonly incident: string; readonly postmortem: PostMortem };
  "runbook.demoted": { readonly runbook: string; readonly hash: string; readonly reason: string };
  /** It came to run by itself by what its dry runs were worth (LEARN-05); nobody approved it. */
  "runbook.graduated": {
    readonly runbook: string;
    readonly version: number;
    readonly hash: string;
    /** On whose dry runs it rests. */
    readonly incidents: readonly string[];
  };
  /** An incident is over whose runbook was only rehearsed: was the rehearsal clean, and does what happened bear it out? */
  "dry_run.compared": {
    readonly incident: string;
    readonly runbook: string;
    readonly hash: string;
    readonly clean: boolean;
    readonly verdict: DryRunVerdict;
    readonly why: string;
  };
  /** What a human did about it, as commands that could be told apart; the draft that was made of it. */
  "fix.recorded": {
    readonly incident: string;
    readonly runbook: string;
    readonly commands: readonly (readonly string[])[];
    readonly description: string;
  };
}
