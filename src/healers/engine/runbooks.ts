/** The registry of runbooks: what the configuration brought, with the mode that is in force for exactly this content. */
import { maskValues, runbookHash } from "#core/lib";
import {
  type Confidence,
  event,
  type NewEvent,
  type RegisteredRunbook,
  type Runbook,
  type RunbookMode,
  type Settings,
} from "#core/model";
import { confidenceFrom, type WeightedOutcome } from "#loop/learn";
import { isModelRunbook, registeredProposal } from "./advisor/index.ts";
import { withAmendments } from "./amending.ts";
import type { EngineState } from "./state.ts";

export interface RunbookRegistry {
  readonly list: readonly RegisteredRunbook[];
  /** Those that are for this type of anomaly: a decision must not look through a thousand. */
  matching(type: string): readonly RegisteredRunbook[];
  find(id: string): RegisteredRunbook | undefined;
  confidenceOf(registered: RegisteredRunbook): Confidence;
}

interface Entry {
  readonly runbook: RegisteredRunbook["runbook"];
  readonly source: string;
  readonly hash: string;
  readonly shipped: boolean;
}

/** A confidence and what it was made of; every new outcome makes another list. */
interface Known {
  readonly outcomes: readonly WeightedOutcome[];
  readonly at: number;
  readonly confidence: Confidence;
}

const noOutcomes: readonly WeightedOutcome[] = [];
/** Outcomes count half after 90 days, so that nothing is missed meanwhile. */
const confidenceLastsMs = 3_600_000;

export function createRegistry(settings: Settings, state: EngineState, now: () => number): RunbookRegistry {
  const entries: readonly Entry[] = withAmendments(settings.runbooks, state.amendments).map((entry) => ({
    ...entry,
    hash: runbookHash(entry.runbook),
  }));
  const byId = new Map(entries.map((entry) => [entry.runbook.id, entry]));
  const byType = new Map<string, Entry[]>();
  for (const entry of entries)
    for (const type of new Set(entry.runbook.matches)) byType.set(type, [...(byType.get(type) ?? []), entry]);
  const views = new Map<string, RegisteredRunbook>();
  const known = new Map<string, Known>();
  /** The same object for the same facts, so that what was compiled for it is found again. */
  const viewOf = (entry: Entry): RegisteredRunbook => {
    const record = state.runbooks.get(entry.runbook.id);
    const approved = record?.approvedHash === entry.hash ? record : undefined;
    const mode: RunbookMode =
      approved !== undefined || (entry.shipped && entry.runbook.mode === "auto_execute") ? "auto_execute" : "dry_run";
    const known = views.get(entry.runbook.id);
    if (known !== undefined && known.mode === mode && known.approvedAt === (approved?.approvedAt ?? undefined))
      return known;
    const view: RegisteredRunbook = {
      runbook: entry.runbook,
      hash: entry.hash,
      source: entry.source,
      mode,
      ...(approved === undefined
        ? {}
        : { approvedBy: approved.approvedBy ?? "", approvedAt: approved.approvedAt ?? 0 }),
    };
    views.set(entry.runbook.id, view);
    return view;
  };
  return {
    get list() {
      return entries.map(viewOf);
    },
    matching: (type) => (byType.get(type) ?? []).map(viewOf),
    find(id) {
      const entry = byId.get(id);
      return entry === undefined ? proposalIn(state, id) : viewOf(entry);
    },
    confidenceOf({ hash }) {
      const outcomes = state.outcomes.get(hash) ?? noOutcomes;
      const before = known.get(hash);
      const at = now();
      if (before?.outcomes === outcomes && at - before.at < confidenceLastsMs) return before.confidence;
      const confidence = confidenceFrom(outcomes, at);
      known.set(hash, { outcomes, at, confidence });
      return confidence;
    },
  };
}

/** What a language model proposed for an open incident is found by name, and is in no list: it matches nothing else. */
function proposalIn({ open }: EngineState, id: string): RegisteredRunbook | undefined {
  if (!isModelRunbook(id)) return undefined;
  for (const { advice } of open.values()) if (advice?.runbook?.id === id) return registeredProposal(advice.runbook);
  return undefined;
}

/** As the log keeps it, for whoever compares versions later. */
export function shownDefinition(runbook: Runbook): Readonly<Record<string, unknown>> {
  return maskValues({ ...runbook });
}

/** New and changed content is announced; it starts in dry_run whatever it asks for (HOST-16). */
export function registrations(settings: Settings, state: EngineState): readonly NewEvent[] {
  return withAmendments(settings.runbooks, state.amendments)
    .map(({ runbook, source, shipped }) => ({
      runbook: runbook.id,
      version: runbook.version,
      hash: runbookHash(runbook),
      source,
      mode: shipped ? runbook.mode : ("dry_run" as const),
      content: runbook,
    }))
    .filter(({ runbook, hash }) => state.runbooks.get(runbook)?.hash !== hash)
    .map(({ content, ...data }) => event("runbook.registered", { ...data, definition: shownDefinition(content) }));
}
