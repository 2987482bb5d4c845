/** The operator's switches, shown. */
import type { Settings, SilenceView, StopView, Switches, WindowView } from "#core/model";
import type { EngineState } from "../state.ts";
import type { Operating } from "./operating.ts";

export interface SwitchSources {
  readonly operating: Operating;
  readonly state: EngineState;
  readonly settings: () => Settings;
}

export function silenceViews({ operating }: SwitchSources): readonly SilenceView[] {
  return operating.silences().map(({ id, matchers, reason, by, since, until }) => {
    return { id, matchers, reason, by, since: iso(since), until: iso(until) };
  });
}

/** Those that are open, and those of chiron.yaml that will be. */
export function windowViews({ operating, settings }: SwitchSources): readonly WindowView[] {
  const open = operating.windows().map((window): WindowView => {
    const { name, kind, matchers, messages, reason, by, since, until } = window;
    return {
      ...{ name, kind, matchers, messages, reason, by },
      open: true,
      since: iso(since),
      until: iso(until),
      nextAt: null,
    };
  });
  const coming = settings().maintenance.flatMap((setting): readonly WindowView[] => {
    const opensAt = operating.opensAt(setting);
    if (open.some(({ name }) => name === setting.name) || opensAt === null) return [];
    const { name, kind, matchers, messages, reason } = setting;
    const closed = { open: false, since: null, until: null, nextAt: iso(opensAt) };
    return [{ ...{ name, kind, matchers, messages, reason, by: "configuration" }, ...closed }];
  });
  return [...open, ...coming];
}

export function stopViews({ state }: SwitchSources): readonly StopView[] {
  return [...state.standing.all("stop").values()].map((stop) => ({ ...stop, at: iso(stop.at) ?? "" }));
}

export function switchesView(sources: SwitchSources): Switches {
  const { standing } = sources.state;
  const triggers = [...standing.all("trigger").values()];
  return {
    silences: silenceViews(sources),
    maintenance: windowViews(sources).filter(({ open }) => open),
    stopped: stopViews(sources),
    keptBack: standing.all("withheld").size,
    triggers: { standing: triggers.length, unknownTarget: triggers.filter(({ unknown }) => unknown !== null).length },
  };
}

function iso(ms: number | null): string | null {
  return ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString();
}
