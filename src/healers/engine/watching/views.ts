/** Who watches whom now, and what the log knows of what the healers did for one another: each told by the event that says it. */
import type { LogReader } from "#core/log/read";
import type {
  DrillView,
  EmergencyView,
  HealersWatch,
  HealerView,
  RecoveryView,
  Settings,
  StoredEvent,
} from "#core/model";
import { emergencyUnderWay, placesIn } from "#healers/mutual";
import { standingGrants } from "#healers/mutual/grants";
import { watchEdges, watchLimits } from "#healers/mutual/watching";
import { tellEvent } from "#surface/story";

export interface Watched {
  readonly reader: Pick<LogReader, "state" | "eventsAt" | "leases">;
  /** Empty where this engine has no other healers. */
  readonly dataDir: string;
  readonly settings: () => Settings;
  readonly now: () => number;
  readonly healers: () => readonly HealerView[];
}

export function watchView({ reader, dataDir, settings, now, healers }: Watched): HealersWatch {
  const places = placesIn(dataDir);
  const hasOthers = dataDir !== "";
  return {
    at: iso(now()),
    healers: healers(),
    edges: hasOthers ? watchEdges(dataDir, now()) : [],
    ...watchLimits(places),
    leases: reader.leases().map(({ at, ...lease }) => ({ ...lease, since: iso(at) })),
    isEmergency: hasOthers && emergencyUnderWay(places.folder),
    emergencyGrants: hasOthers ? standingGrants(places.folder).map(grantOnly) : [],
    drill: settings().healers.drill ?? null,
  };
}

/** Without what only the file needs. */
function grantOnly(kept: ReturnType<typeof standingGrants>[number]): HealersWatch["emergencyGrants"][number] {
  const { emergency: _, bootId: __, grantedUptimeMs: ___, revokedAt: ____, revokedBecause: _____, ...grant } = kept;
  return grant;
}

type Of<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** The newest first. */
function momentsOf({ reader }: Watched, which: "recoveries" | "drills" | "emergencies"): readonly StoredEvent[] {
  return reader.eventsAt((reader.state("moments")?.[which] ?? []).toReversed());
}

export function recoveryViews(watched: Watched, limit: number): readonly RecoveryView[] {
  return momentsOf(watched, "recoveries")
    .filter((stored): stored is Of<"recovery.finished"> => stored.type === "recovery.finished")
    .slice(0, limit)
    .map((stored) => {
      const { process, ...data } = stored.data;
      const id = `${stored.stream}-${stored.seq}`;
      return { ...data, id, at: iso(stored.at), pid: process?.pid ?? null, sentence: tellEvent(stored) };
    });
}

export function drillViews(watched: Watched, limit: number): readonly DrillView[] {
  const moments = momentsOf(watched, "drills");
  const ends = new Map(
    moments.flatMap((one) => (one.type === "drill.finished" ? [[one.data.drill, one] as const] : [])),
  );
  return moments
    .flatMap((stored) => {
      if (stored.type === "drill.skipped") return [skippedView(stored)];
      return stored.type === "drill.started" ? [drillView(stored, ends.get(stored.data.drill))] : [];
    })
    .slice(0, limit);
}

function drillView(begun: Of<"drill.started">, end: Of<"drill.finished"> | undefined): DrillView {
  return {
    id: begun.data.drill,
    state: end === undefined ? "under_way" : end.data.ok ? "went_well" : "went_badly",
    ...{ at: iso(begun.at), endedAt: end === undefined ? null : iso(end.at), by: begun.actor },
    ...{ figures: end?.data.figures ?? [], broken: end?.data.broken ?? null },
    sentences: [tellEvent(begun), ...(end === undefined ? [] : [tellEvent(end)])],
  };
}

function skippedView(stored: Of<"drill.skipped">): DrillView {
  return {
    id: `skipped-${stored.seq}`,
    state: "skipped",
    ...{ at: iso(stored.at), endedAt: iso(stored.at), by: stored.actor },
    ...{ figures: [], broken: stored.data.reason, sentences: [tellEvent(stored)] },
  };
}

export function emergencyViews(watched: Watched, limit: number): readonly EmergencyView[] {
  const moments = momentsOf(watched, "emergencies");
  const ends = new Map(
    moments.flatMap((one) => (one.type === "emergency.ended" ? [[one.data.emergency, one] as const] : [])),
  );
  return moments
    .filter((stored): stored is Of<"emergency.began"> => stored.type === "emergency.began")
    .slice(0, limit)
    .map((begun) => {
      const { emergency: id, attempt, reason } = begun.data;
      const end = ends.get(id);
      return {
        ...{ id, attempt, reason, at: iso(begun.at), endedAt: end === undefined ? null : iso(end.at) },
        ...{ recovered: end?.data.recovered ?? null, left: end?.data.left ?? [] },
        sentences: [tellEvent(begun), ...(end === undefined ? [] : [tellEvent(end)])],
      };
    });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
