/**
 * What operators have switched, as the rest of the engine asks for it: is this to be repaired now, is it to be told now. Everything is computed from
 * the configuration, the log and the clock; what is at hand here is only a shorter way to the same answer.
 */
import { type CronTimes, loadCronTimes } from "#core/lib";
import {
  type Facts,
  fitsMatchers,
  type Incident,
  type MaintenanceWindow,
  type Matched,
  type Settings,
  type Silence,
  type Target,
} from "#core/model";
import type { Clock } from "#core/platform";
import { selfTarget } from "../self.ts";
import type { EngineState } from "../state.ts";
import { ConfiguredWindows } from "./windows.ts";

export interface OperatingMeans {
  readonly clock: Clock;
  readonly state: EngineState;
  readonly settings: () => Settings;
  readonly target: (id: string) => Target | undefined;
}

type Subject = Pick<Incident, "target" | "type" | "severity" | "origin">;

export class Operating {
  readonly #means: OperatingMeans;
  readonly #windows = new ConfiguredWindows();
  #cron: CronTimes | undefined;

  constructor(means: OperatingMeans) {
    this.#means = means;
  }

  /** Before anything is asked that hangs on a cron expression. */
  async load({ maintenance, schedules }: Pick<Settings, "maintenance" | "schedules">): Promise<void> {
    if (maintenance.length > 0 || schedules.length > 0) this.#cron ??= await loadCronTimes();
  }

  get cron(): CronTimes | undefined {
    return this.#cron;
  }

  /** In force now: of chiron.yaml, and added at run time. */
  silences(): readonly Silence[] {
    const { state, settings } = this.#means;
    const now = this.#means.clock.now();
    const all = [...settings().silences, ...state.standing.all("silence").values()];
    return all.filter(({ until }) => until === null || now < until);
  }

  /** Open now. */
  windows(): readonly MaintenanceWindow[] {
    const { state, settings, clock } = this.#means;
    const now = clock.now();
    const started = [...state.standing.all("maintenance").values()];
    return [
      ...this.#windows.open(settings().maintenance, now, this.#cron),
      ...started.filter(({ until }) => until === null || now < until),
    ];
  }

  /** What holds actions on it, the one that lasts longest; null when nothing does. */
  holdOn(subject: Subject): Facts["maintenance"] {
    const matched = this.#matched(subject);
    const silences = this.silences().filter(({ matchers }) => fitsMatchers(matchers, matched));
    const holds: NonNullable<Facts["maintenance"]>[] = [
      ...this.#windowsOver(subject, matched).map(({ name, kind, until }) => ({ name, kind, until })),
      ...silences.map(({ id, until }) => ({ name: id, kind: "silence" as const, until })),
    ];
    return holds.reduce<Facts["maintenance"]>((longest, one) => (lastsLonger(one, longest) ? one : longest), null);
  }

  /** Why nobody is to be told of it now; undefined when there is no reason. */
  keepsBack(incident: Subject): string | undefined {
    const matched = this.#matched(incident);
    const silence = this.silences().find(({ matchers }) => fitsMatchers(matchers, matched));
    if (silence !== undefined) return `the silence ${silence.id} (${silence.reason})`;
    const window = this.#windowsOver(incident, matched).find(({ messages }) => messages === "keep");
    if (window !== undefined) return `the maintenance window ${window.name} (${window.reason})`;
    const stop = this.#means.state.standing.get("stop", incident.target);
    return stop === undefined ? undefined : `${stop.by} stopped ${stop.target} on purpose (${stop.reason})`;
  }

  /** When any of it changes next by itself; null: not before somebody switches something. */
  nextChange(): number | null {
    const { state, settings, clock } = this.#means;
    const now = clock.now();
    const times = [
      ...settings().maintenance.map((setting) => this.#windows.opening(setting, now, this.#cron).to),
      ...[...settings().silences, ...state.standing.all("silence").values()].map(({ until }) => until),
      ...[...state.standing.all("maintenance").values()].map(({ until }) => until),
    ].filter((time) => time !== null && time > now);
    return times.length === 0 ? null : Math.min(...(times as number[]));
  }

  /** When a window of chiron.yaml opens next; null while it is open, or when it never does. */
  opensAt(setting: Settings["maintenance"][number]): number | null {
    const { isOpen, to } = this.#windows.opening(setting, this.#means.clock.now(), this.#cron);
    return isOpen ? null : to;
  }

  #windowsOver({ target, origin }: Subject, matched: Matched): readonly MaintenanceWindow[] {
    // Chiron's own troubles are nobody's planned work; what others tell it of unknown targets may well be.
    const isOwn = target === selfTarget && origin === undefined;
    return this.windows().filter(({ matchers }) => (matchers === null ? !isOwn : fitsMatchers(matchers, matched)));
  }

  #matched({ target, type, severity }: Subject): Matched {
    return { target, type, severity, group: this.#means.target(target)?.group };
  }
}

type Held = NonNullable<Facts["maintenance"]>;

function lastsLonger(one: Held, other: Held | null): boolean {
  if (other === null) return true;
  return other.until !== null && (one.until === null || one.until > other.until);
}
