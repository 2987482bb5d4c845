/** A runbook's versions as the log knows them: what each said, since when, and what it was allowed to do. */
import { maskValues } from "#core/lib";
import type { KnowledgeReader, LearnedEvent } from "#core/log/read";
import type { ModeChange, Page, PageQuery, RunbookVersion } from "#core/model";
import { bounded, readPlace, writeCursor } from "./cursor.ts";

const usualPage = 20;
const largestPage = 100;
const mostChanges = 100;
/** Content that was put back many times says its definition each time. */
const lookedThrough = 20;

type Registered = LearnedEvent<"runbook.registered">;

const modeTypes = ["runbook.approved", "runbook.graduated", "runbook.demoted"] as const;
type ModeEvent = LearnedEvent<(typeof modeTypes)[number]>["stored"];

export function versionsOf(
  reader: KnowledgeReader,
  runbook: string,
  { limit, cursor }: PageQuery,
): Page<RunbookVersion> | undefined {
  const place = readPlace(cursor);
  const length = bounded(limit, usualPage, largestPage);
  // One more on either side: what ended the first of the page, and what stood before the last.
  const rows = reader.events({
    ...{ types: ["runbook.registered"] as const, runbook },
    before: place === undefined ? undefined : place + 1,
    limit: length + (place === undefined ? 1 : 2),
  });
  if (rows.length === 0) return undefined;
  const from = place === undefined ? 0 : 1;
  const shown = rows.slice(from, from + length);
  const items = shown.map((row, index) =>
    versionOf(reader, row, { newer: rows[from + index - 1], older: rows[from + index + 1] }),
  );
  const last = shown.at(-1);
  return { items, next: rows.length > from + length && last !== undefined ? writeCursor(last.place) : null };
}

interface Around {
  readonly newer: Registered | undefined;
  readonly older: Registered | undefined;
}

function versionOf(reader: KnowledgeReader, row: Registered, { newer, older }: Around): RunbookVersion {
  const { stored } = row;
  const { runbook, version, hash, source } = stored.data;
  const [amended] = reader.events({
    ...{ types: ["runbook.amended"] as const, runbook, hash },
    ...{ before: row.place, after: older?.place ?? 0, limit: 1 },
  });
  const during = { runbook, hash, after: row.place, before: newer?.place, limit: mostChanges };
  return {
    ...{ version, hash, source },
    since: iso(stored.at),
    until: newer === undefined ? null : iso(newer.stored.at),
    by: stored.actor,
    amendment:
      amended === undefined
        ? null
        : { id: amended.stored.data.amendment, incident: amended.stored.data.incident ?? null },
    modes: [
      modeAtFirst(reader, row),
      ...reader
        .events({ types: modeTypes, ...during })
        .map((found) => modeOf(found.stored))
        .reverse(),
    ],
    dryRuns: reader
      .events({ types: ["dry_run.compared"] as const, ...during })
      .map(({ stored: { at, data } }) => {
        const { incident, clean, verdict, why } = data;
        return { at: iso(at), incident, clean, verdict, why };
      })
      .reverse(),
    definition: definitionOf(reader, row),
  };
}

/** Content that is put back as it was has the approval that was given to it. */
function modeAtFirst(reader: KnowledgeReader, { place, stored }: Registered): ModeChange {
  const { runbook, hash, mode = "dry_run" } = stored.data;
  const [before] = reader.events({ types: modeTypes, runbook, hash, before: place, limit: 1 });
  if (before !== undefined && before.stored.type !== "runbook.demoted")
    return { at: iso(stored.at), mode: "auto_execute", how: "kept", by: before.stored.actor, reason: null };
  return { at: iso(stored.at), mode, how: "registered", by: stored.actor, reason: null };
}

function modeOf(stored: ModeEvent): ModeChange {
  const { at, actor: by } = stored;
  switch (stored.type) {
    case "runbook.approved":
      return { at: iso(at), mode: "auto_execute", how: "approved", by, reason: null };
    case "runbook.graduated": {
      const reason = `its dry runs were borne out: ${stored.data.incidents.join(", ")}`;
      return { at: iso(at), mode: "auto_execute", how: "graduated", by, reason };
    }
    case "runbook.demoted":
      return { at: iso(at), mode: "dry_run", how: "demoted", by, reason: stored.data.reason };
  }
}

/** Older logs keep it only where it was amended, or judged. */
function definitionOf(reader: KnowledgeReader, { stored }: Registered): RunbookVersion["definition"] {
  const { runbook, hash, definition } = stored.data;
  if (definition !== undefined) return definition;
  const types = ["runbook.registered", "runbook.amended", "runbook.described"] as const;
  for (const found of reader.events({ types, runbook, hash, limit: lookedThrough }))
    if (found.stored.data.definition !== undefined)
      return maskValues(found.stored.data.definition) as NonNullable<RunbookVersion["definition"]>;
  return null;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
