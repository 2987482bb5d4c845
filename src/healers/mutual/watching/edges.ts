/** Who watches whom, by what each says in its own heartbeat of the others. */
import type { WatchEdge } from "#core/model";
import { beatEveryMs, readBeat } from "../beat.ts";
import { readLimits } from "../limits.ts";
import { type Places, placesIn } from "../places.ts";
import { type Beat, type Role, roles } from "../role.ts";
import { livingBeat } from "../sight.ts";

/** What one does for another: duty.ts decides, this says it. */
const duties: Readonly<Record<Role, Readonly<Partial<Record<Role, string>>>>> = {
  engine: { mender: "restarts it when it fails", watchdog: "restarts it when it fails" },
  mender: { engine: "restarts it when it fails", watchdog: "restarts it when it fails while there is no engine" },
  watchdog: {
    engine: "brings it back when the mender is gone as well",
    mender: "brings it back when the engine is gone as well",
  },
};
/** Two beats are under way at any time; with one more nothing is late. */
const lateBeats = 4;

export function watchEdges(dataDir: string, now: number): readonly WatchEdge[] {
  const places = placesIn(dataDir);
  const beats = new Map(roles.map((role) => [role, readBeat(places.beat(role), role)]));
  const living = new Set(roles.filter((role) => livingBeat(places, role) !== undefined));
  const { silentAfterMs } = readLimits(places.limits);
  return roles.flatMap((watcher) =>
    Object.entries(duties[watcher]).map(([watched, duty]) => {
      const other = watched as Role;
      const own = living.has(watcher) ? beats.get(watcher) : undefined;
      const seen = own?.sees[other];
      const isOld = own !== undefined && now - own.at > silentAfterMs;
      return {
        ...{ watcher, watched: other, duty },
        ...{ seenPid: seen?.pid ?? null, seenBeat: seen?.seq ?? null },
        ...sightOf(own, seen, living.has(other) ? beats.get(other) : undefined, isOld),
      };
    }),
  );
}

function sightOf(
  own: Beat | undefined,
  seen: Beat["sees"][Role],
  other: Beat | undefined,
  isOld: boolean,
): Pick<WatchEdge, "state" | "beatsBehind"> {
  if (own === undefined) return { state: "gone", beatsBehind: null };
  if (seen === undefined || seen.pid !== other?.process.pid) return { state: "blind", beatsBehind: null };
  const beatsBehind = Math.max(0, other.seq - seen.seq);
  return { state: isOld || beatsBehind > lateBeats ? "late" : "sees", beatsBehind };
}

export interface WatchLimits {
  readonly beatEveryMs: number;
  readonly silentAfterMs: number;
  readonly confirmForMs: number;
  readonly memoryLimitMB: number;
}

export function watchLimits({ limits }: Pick<Places, "limits">): WatchLimits {
  const { silentAfterMs, confirmForMs, memoryLimitBytes } = readLimits(limits);
  return { beatEveryMs, silentAfterMs, confirmForMs, memoryLimitMB: Math.round(memoryLimitBytes / 1e6) };
}
