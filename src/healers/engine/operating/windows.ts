/** Which of the windows of chiron.yaml are open at a time, and when that changes next. */
import type { CronTimes } from "#core/lib";
import type { MaintenanceWindow, WindowSetting } from "#core/model";

export interface Opening {
  readonly isOpen: boolean;
  /** Wall clock, ms: from when to when that holds. `to` is null when it never changes again. */
  readonly from: number;
  readonly to: number | null;
}

export function openingOf({ times }: WindowSetting, now: number, cron: CronTimes | undefined): Opening {
  if (!("cron" in times)) {
    if (now < times.from) return { isOpen: false, from: Number.NEGATIVE_INFINITY, to: times.from };
    return now < times.until
      ? { isOpen: true, from: times.from, to: times.until }
      : { isOpen: false, from: times.until, to: null };
  }
  const { cron: expression, zone, forMs } = times;
  const last = cron?.last(expression, zone, now) ?? null;
  const isOpen = last !== null && now < last + forMs;
  if (isOpen) return { isOpen, from: last, to: last + forMs };
  return { isOpen, from: last === null ? now : last + forMs, to: cron?.next(expression, zone, now) ?? null };
}

/** Computed again only when a boundary has passed: every judgement asks. */
export class ConfiguredWindows {
  readonly #known = new WeakMap<WindowSetting, Opening>();

  open(settings: readonly WindowSetting[], now: number, cron: CronTimes | undefined): readonly MaintenanceWindow[] {
    return settings.flatMap((setting) => {
      const { isOpen, from, to } = this.opening(setting, now, cron);
      if (!isOpen) return [];
      const { name, kind, matchers, messages, reason } = setting;
      return [{ name, kind, matchers, messages, reason, by: "configuration", since: from, until: to }];
    });
  }

  opening(setting: WindowSetting, now: number, cron: CronTimes | undefined): Opening {
    const known = this.#known.get(setting);
    if (known !== undefined && now >= known.from && (known.to === null || now < known.to)) return known;
    const opening = openingOf(setting, now, cron);
    this.#known.set(setting, opening);
    return opening;
  }
}
