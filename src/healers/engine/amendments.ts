/**
 * What humans say to the changes that post-mortems propose for runbooks (REASON-10). Approved, one takes effect; rejected, it is kept as
 * rejected and not proposed again for its incident. Either way once: state knows of it before anybody else can ask.
 */
import { runbookHash } from "#core/lib";
import type { LogReader } from "#core/log/read";
import { type Amendment, ChironError, type Command, type CommandResult, event } from "#core/model";
import { changesNothing } from "#loop/learn";
import type { Parts } from "./parts.ts";
import { decidedIn, postMortems } from "./postmortem-views.ts";
import { requireReason } from "./requests.ts";
import { shownDefinition } from "./runbooks.ts";

export interface AmendmentAnswers {
  approve(command: Extract<Command, { kind: "approve_amendment" }>, actor: string): CommandResult;
  reject(command: Extract<Command, { kind: "reject_amendment" }>, actor: string): CommandResult;
}

/** `renew` puts the present settings in force again, with what was amended. */
export function createAmendmentAnswers(parts: Parts, reader: LogReader, renew: () => void): AmendmentAnswers {
  return {
    approve({ amendment: id }, actor) {
      const { incident, runbook, from, change, definition, decision, ...rest } = find(parts, reader, id);
      if (decision?.state === "rejected") {
        throw new ChironError("conflict", `${id} was rejected: ${wordsOf(decision)}`, {
          help: `It stays so. If it is wanted after all, change ${runbook} in the file that it stands in.`,
        });
      }
      const registered = parts.registry().find(runbook);
      const hash = runbookHash(definition);
      if (registered === undefined) {
        throw new ChironError("stale", `there is no runbook ${runbook} any more, for which ${id} was proposed`, {
          help: "chiron runbooks lists them",
        });
      }
      if (registered.hash === hash && decision !== undefined)
        return { message: `Nothing would change: ${id} is in force already.`, changed: false };
      if (registered.hash === hash || changesNothing(registered.runbook, { definition, ...rest }))
        return { message: `Nothing would change: ${runbook} has nothing that ${id} would change.`, changed: false };
      if (registered.hash !== from) {
        throw new ChironError("stale", `${runbook} is not the one that ${id} was proposed for`, {
          help: `chiron runbook ${runbook}`,
        });
      }
      const { version } = definition;
      const mayRun = registered.mode === "auto_execute" ? [event("runbook.approved", { runbook, version, hash })] : [];
      parts.record(
        [
          event("runbook.amended", { incident, amendment: id, runbook, from, hash, definition }),
          event("runbook.registered", {
            ...{ runbook, version, hash, source: registered.source, mode: "dry_run" },
            definition: shownDefinition(definition),
          }),
          ...mayRun,
        ],
        actor,
      );
      renew();
      return {
        message: `${runbook} is now version ${version}: ${change}.`,
        changed: true,
        data: { runbook, version, hash },
      };
    },
    reject({ amendment: id, reason }, actor) {
      requireReason(reason);
      const { incident, runbook, change, definition, decision } = find(parts, reader, id);
      if (decision?.state === "rejected")
        return { message: `${id} was rejected already: ${wordsOf(decision)}.`, changed: false };
      if (decision?.state === "approved") {
        throw new ChironError("conflict", `${id} was put in force: ${wordsOf(decision)}`, {
          help: `To take it back, change ${runbook} in the file that it stands in.`,
        });
      }
      const hash = runbookHash(definition);
      parts.record([event("amendment.rejected", { incident, amendment: id, runbook, change, hash, reason })], actor);
      return {
        message: `Rejected ${id}: ${runbook} stays as it is, and this is not proposed again for ${incident}.`,
        changed: true,
      };
    },
  };
}

function find(parts: Parts, reader: LogReader, id: string): Amendment & { readonly incident: string } {
  for (const { incident, amendments } of postMortems(reader, decidedIn(parts.state))) {
    const found = amendments.find((one) => one.id === id);
    if (found !== undefined) return { ...found, incident };
  }
  throw new ChironError("not_found", `there is no proposed change ${id}`, { help: "chiron postmortem lists them" });
}

function wordsOf({ by, at, reason }: NonNullable<Amendment["decision"]>): string {
  return `by ${by} at ${new Date(at).toISOString()}${reason === null ? "" : ` (“${reason}”)`}`;
}
