/**
 * Post-mortems (REASON-10): written when an incident ends that was in human hands, and on demand. Kept in the log, and as Markdown in the
 * data folder. What they propose for runbooks waits for a human's approval.
 */

import { runbookHash } from "#core/lib";
import type { LogReader } from "#core/log/read";
import {
  type Amendment,
  ChironError,
  type Command,
  type CommandResult,
  endStates,
  event,
  type PostMortem,
  type StoredEvent,
} from "#core/model";
import { postMortemOf } from "#loop/learn";
import { tellEvent, writePostMortem } from "#surface/story";
import { isModelRunbook } from "./advisor/index.ts";
import type { Parts } from "./parts.ts";

export interface PostMortems {
  /** For every event once it is durable. */
  onStored(stored: StoredEvent): void;
  write(incident: string, actor?: string): PostMortem;
  approve(command: Extract<Command, { kind: "approve_amendment" }>, actor: string): CommandResult;
}

export interface PostMortemMeans {
  readonly reader: LogReader;
  readonly dataDir: string;
}

/** `renew` puts the present settings in force again, with what was amended. */
export function createPostMortems(parts: Parts, { reader, dataDir }: PostMortemMeans, renew: () => void): PostMortems {
  const folder = `${dataDir}/postmortems`;
  const write = (id: string, actor?: string): PostMortem => {
    const incident = reader.incident(id);
    if (incident === undefined)
      throw new ChironError("not_found", `there is no incident ${id}`, { help: "chiron incidents --all lists them" });
    const events = reader.eventsOfIncident(id);
    // What a language model proposed belongs to its one incident: there is nothing of it to change.
    const runbook = (name: string) => (isModelRunbook(name) ? undefined : parts.registry().find(name));
    const postmortem = postMortemOf({ incident, events, tell: tellEvent, runbook });
    parts.record([event("postmortem.written", { incident: id, postmortem })], actor);
    void keep(parts, folder, postmortem).catch((error: unknown) => parts.report(error, `the post-mortem of ${id}`));
    return postmortem;
  };

  return {
    write,
    onStored(stored) {
      // Words for it come later, if any come: then it is written with them.
      if (stored.type === "model.answered" && stored.data.prose !== null && stored.data.incident !== null)
        write(stored.data.incident);
      if (stored.type !== "incident.moved" || !endStates.has(stored.data.to) || parts.stopping.aborted) return;
      const ended = reader.incident(stored.data.incident);
      const wasCalled = stored.data.from === "escalated" || ended?.tier === 3;
      if (wasCalled && ended !== undefined) write(ended.id);
    },
    approve({ amendment: id }, actor) {
      const amendment = findAmendment(reader, id);
      const { runbook, from, change, definition } = amendment;
      const registered = parts.registry().find(runbook);
      const hash = runbookHash(definition);
      if (registered?.hash === hash) return { message: `${id} is in force already.`, changed: false };
      if (registered?.hash !== from) {
        throw new ChironError("stale", `${runbook} is not the one that ${id} was proposed for`, {
          help: `chiron runbook ${runbook}`,
        });
      }
      const { version } = definition;
      const mayRun = registered.mode === "auto_execute" ? [event("runbook.approved", { runbook, version, hash })] : [];
      parts.record(
        [
          event("runbook.amended", { amendment: id, runbook, from, hash, definition }),
          event("runbook.registered", { runbook, version, hash, source: registered.source, mode: "dry_run" }),
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
  };
}

export function lastPostMortem(reader: LogReader, incident: string): PostMortem | undefined {
  const found = reader.events({ incident, types: ["postmortem.written"] }).at(-1);
  return found?.type === "postmortem.written" ? found.data.postmortem : undefined;
}

/** The newest first, each incident once. */
export function postMortems(reader: LogReader): readonly PostMortem[] {
  const all = new Map<string, PostMortem>();
  for (const one of reader.events({ types: ["postmortem.written"], limit: 10_000 }))
    if (one.type === "postmortem.written") all.set(one.data.incident, one.data.postmortem);
  return [...all.values()].reverse();
}

function findAmendment(reader: LogReader, id: string): Amendment {
  for (const { amendments } of postMortems(reader)) {
    const found = amendments.find((one) => one.id === id);
    if (found !== undefined) return found;
  }
  throw new ChironError("not_found", `there is no proposed change ${id}`, { help: "chiron postmortem lists them" });
}

async function keep({ platform: { files } }: Parts, folder: string, postmortem: PostMortem): Promise<void> {
  await files.makeFolder(folder, 0o700);
  await files.write(`${folder}/${postmortem.incident}.md`, writePostMortem(postmortem), { mode: 0o600 });
}
