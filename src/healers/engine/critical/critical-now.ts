/** The critical targets as they are now: what they are, what keeps them down on purpose, how they are started. */
import { fitsMatchers, type RegisteredRunbook, type Settings, type Target } from "#core/model";
import { type CriticalTarget, type CriticalTargets, emergencySteps } from "#healers/mutual/critical";
import type { Parts } from "../parts.ts";

/** Windows that open later than this are no business of an emergency of two minutes and some tries. */
const aheadMs = 86_400_000;
/** All that can be told without an engine is that a process is gone. */
const type = "process_dead";
const severity = "critical" as const;

type Needed = Pick<Parts, "state" | "operating" | "settings" | "registry" | "platform">;

export function criticalNow(parts: Needed, dataId: string, observing: boolean): CriticalTargets {
  const { state, platform } = parts;
  return {
    version: 1,
    writtenAt: platform.clock.now(),
    dataId,
    paused: state.paused?.reason ?? null,
    observing,
    targets: criticalTargets(parts.settings()).map((target) => describe(parts, target)),
  };
}

/** Those that Chiron would bring back by itself. */
export function criticalTargets({ targets }: Pick<Settings, "targets">): readonly Target[] {
  return targets.filter(
    ({ criticality, autonomy, supervisor }) =>
      criticality === "critical" && autonomy === "auto" && supervisor !== undefined,
  );
}

function describe(parts: Needed, { id, kind, group, supervisor }: Target): CriticalTarget {
  if (supervisor === undefined) throw new Error(`${id} has no supervisor`);
  const { state } = parts;
  const life = state.services.get(id);
  const stop = state.standing.get("stop", id);
  const held = state.held.get(id);
  return {
    target: id,
    service: supervisor,
    process: life?.process ?? null,
    startedAt: life?.startedAt ?? null,
    stopped: life?.stopped === true,
    holds: [
      ...(stop === undefined ? [] : [`${stop.by} stopped it on purpose (${stop.reason})`]),
      ...(held === undefined ? [] : [`it is kept stopped: ${held}`]),
    ],
    windows: windowsOver(parts, { target: id, type, severity, group }),
    runbooks: parts
      .registry()
      .list.filter((one) => isForEmergency(one, kind))
      .flatMap(({ runbook }) => {
        const steps = emergencySteps(runbook);
        return steps === undefined ? [] : [{ id: runbook.id, steps }];
      }),
  };
}

function isForEmergency({ runbook, mode }: RegisteredRunbook, kind: Target["kind"]): boolean {
  const isFor = runbook.kinds === undefined || runbook.kinds.includes(kind);
  return runbook.emergency === true && mode === "auto_execute" && isFor && runbook.matches.includes(type);
}

function windowsOver(
  { operating, settings, platform }: Needed,
  subject: Parameters<typeof fitsMatchers>[1],
): CriticalTarget["windows"] {
  const now = platform.clock.now();
  const open = operating
    .windows()
    .filter(({ matchers }) => matchers === null || fitsMatchers(matchers, subject))
    .map(({ name, until }) => ({ name, from: now, until }));
  const silences = operating
    .silences()
    .filter(({ matchers }) => fitsMatchers(matchers, subject))
    .map(({ id, until }) => ({ name: id, from: now, until }));
  const toCome = settings()
    .maintenance.filter(({ matchers }) => matchers === null || fitsMatchers(matchers, subject))
    .flatMap((setting) => {
      const from = operating.opensAt(setting);
      if (from === null || from > now + aheadMs) return [];
      const until = "cron" in setting.times ? from + setting.times.forMs : setting.times.until;
      return [{ name: setting.name, from, until }];
    });
  return [...open, ...silences, ...toCome];
}
