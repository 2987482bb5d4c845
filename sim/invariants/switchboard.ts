/**
 * What people have switched, as the invariants understand it: a fold of their own over the events, and arithmetic of their own for the
 * windows of the configuration, which in simulated worlds begin once, or every day at a fixed time of UTC.
 */
import type { Matchers, Settings, Severity, StoredEvent, WindowSetting } from "#core/model";

const dayMs = 86_400_000;

export interface Subject {
  readonly target: string;
  readonly type: string;
  readonly severity: Severity;
  /** Chiron's own trouble, of which nobody else has told: no planned work is about that. */
  readonly isOwn: boolean;
}

interface Switch {
  readonly name: string;
  /** Null: everything but Chiron's own troubles. */
  readonly matchers: Matchers | null;
  readonly until: number | null;
  readonly keepsMessages: boolean;
}

export class Switchboard {
  /** Since when each target is stopped on purpose; elapsed ms. */
  readonly stops = new Map<string, number>();
  readonly #silences = new Map<string, Switch>();
  readonly #windows = new Map<string, Switch>();
  readonly #settings: () => Settings;

  constructor(settings: () => Settings) {
    this.#settings = settings;
  }

  take(stored: StoredEvent, elapsedMs: number): void {
    switch (stored.type) {
      case "silence.added": {
        const { silence: name, matchers, until } = stored.data;
        this.#silences.set(name, { name, matchers, until, keepsMessages: true });
        break;
      }
      case "silence.ended":
        this.#silences.delete(stored.data.silence);
        break;
      case "maintenance.started": {
        const { window: name, matchers, until, messages } = stored.data;
        this.#windows.set(name, { name, matchers, until, keepsMessages: messages === "keep" });
        break;
      }
      case "maintenance.ended":
        this.#windows.delete(stored.data.window);
        break;
      case "target.stopped":
        this.stops.set(stored.data.target, elapsedMs);
        break;
      case "target.started":
        this.stops.delete(stored.data.target);
        break;
      default:
    }
  }

  /** What holds repairs of it at this time of the wall clock: silences and windows, by their names. */
  holding(subject: Subject, now: number): readonly string[] {
    return this.#over(subject, now).map(({ name }) => name);
  }

  /** What keeps messages about it back. */
  keeping(subject: Subject, now: number): readonly string[] {
    const names = this.#over(subject, now).filter(({ keepsMessages }) => keepsMessages);
    return [...names.map(({ name }) => name), ...(this.stops.has(subject.target) ? ["a stop"] : [])];
  }

  #over(subject: Subject, now: number): readonly Switch[] {
    const { silences, maintenance } = this.#settings();
    const written = silences.map(({ id: name, matchers, until }) => ({ name, matchers, until, keepsMessages: true }));
    const open = maintenance
      .filter(({ times }) => isOpen(times, now))
      .map((window) => ({
        ...{ name: window.name, matchers: window.matchers, until: null, keepsMessages: window.messages === "keep" },
      }));
    return [...written, ...open, ...this.#silences.values(), ...this.#windows.values()].filter(
      ({ matchers, until }) => (until === null || now < until) && this.#fits(matchers, subject),
    );
  }

  #fits(matchers: Matchers | null, { target, type, severity, isOwn }: Subject): boolean {
    if (matchers === null) return !isOwn;
    const { targets, types, groups, severities } = matchers;
    const group = this.#settings().targets.find(({ id }) => id === target)?.group ?? "";
    const one = (list: readonly string[] | undefined, value: string) =>
      list === undefined ||
      list.some((name) => name === value || (name.endsWith("*") && value.startsWith(name.slice(0, -1))));
    return one(targets, target) && one(types, type) && one(groups, group) && one(severities, severity);
  }
}

function isOpen(times: WindowSetting["times"], now: number): boolean {
  if ("from" in times) return now >= times.from && now < times.until;
  const [minutes = 0, hours = 0] = times.cron.split(" ").map(Number);
  const begins = (hours * 60 + minutes) * 60_000;
  return (((now - begins) % dayMs) + dayMs) % dayMs < times.forMs;
}
