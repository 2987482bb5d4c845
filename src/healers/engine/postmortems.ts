/**
 * Post-mortems (REASON-10): written when an incident ends that was in human hands, and on demand. Kept in the log, and as Markdown in the
 * data folder. What they propose for runbooks waits for a human's answer (amendments.ts).
 */

import type { LogReader } from "#core/log/read";
import { ChironError, endStates, event, type PostMortem, type StoredEvent } from "#core/model";
import { postMortemOf } from "#loop/learn";
import { isModelRunbook } from "./advisor/index.ts";
import { type AmendmentAnswers, createAmendmentAnswers } from "./amendments.ts";
import type { Parts } from "./parts.ts";
import { decidedIn, lastPostMortem } from "./postmortem-views.ts";
import { story } from "./storyteller.ts";

export interface PostMortems {
  /** For every event once it is durable. */
  onStored(stored: StoredEvent): void;
  write(incident: string, actor?: string): PostMortem;
  readonly amendments: AmendmentAnswers;
}

export interface PostMortemMeans {
  readonly reader: LogReader;
  readonly dataDir: string;
}

/** `renew` puts the present settings in force again, with what was amended. */
export function createPostMortems(parts: Parts, { reader, dataDir }: PostMortemMeans, renew: () => void): PostMortems {
  const folder = `${dataDir}/postmortems`;
  const decided = decidedIn(parts.state);
  const keepFile = (postmortem: PostMortem): void =>
    void keep(parts, folder, postmortem).catch((error: unknown) =>
      parts.report(error, `the post-mortem of ${postmortem.incident}`),
    );
  const write = (id: string, actor?: string): PostMortem => {
    const incident = reader.incident(id);
    if (incident === undefined)
      throw new ChironError("not_found", `there is no incident ${id}`, { help: "chiron incidents --all lists them" });
    const events = reader.eventsOfIncident(id);
    // What a language model proposed belongs to its one incident: there is nothing of it to change.
    const runbook = (name: string) => (isModelRunbook(name) ? undefined : parts.registry().find(name));
    const postmortem = postMortemOf({ incident, events, tell: story().tellEvent, runbook, decided });
    parts.record([event("postmortem.written", { incident: id, postmortem })], actor);
    keepFile(postmortem);
    return postmortem;
  };

  return {
    write,
    amendments: createAmendmentAnswers(parts, reader, renew),
    onStored(stored) {
      // Words for it come later, if any come: then it is written with them.
      if (stored.type === "model.answered" && stored.data.prose !== null && stored.data.incident !== null)
        write(stored.data.incident);
      // Whoever reads the file must not be asked for what somebody has decided.
      if (stored.type === "runbook.amended" || stored.type === "amendment.rejected") {
        const known = lastPostMortem(reader, stored.data.incident ?? "", decided);
        if (known !== undefined) keepFile(known);
      }
      if (stored.type !== "incident.moved" || !endStates.has(stored.data.to) || parts.stopping.aborted) return;
      const ended = reader.incident(stored.data.incident);
      const wasCalled = stored.data.from === "escalated" || ended?.tier === 3;
      if (wasCalled && ended !== undefined) write(ended.id);
    },
  };
}

async function keep({ platform: { files } }: Parts, folder: string, postmortem: PostMortem): Promise<void> {
  await files.makeFolder(folder, 0o700);
  await files.write(`${folder}/${postmortem.incident}.md`, story().writePostMortem(postmortem), { mode: 0o600 });
}
