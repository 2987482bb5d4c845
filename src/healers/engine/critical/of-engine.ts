/** The keeper as the engine has it; none where nobody would read the file, as in a simulation. */
import type { Fallback } from "../configuration/index.ts";
import type { EngineMeans } from "../engine.ts";
import type { Parts } from "../parts.ts";
import { criticalNow } from "./critical-now.ts";
import { keepCritical } from "./keeper.ts";

/** For when it does not run, or not with what stands there. */
export interface Provision {
  /** What the watchdog needs to bring critical targets back is kept there: `<data>/healers`. */
  readonly criticalFolder?: string;
  /** The last configuration that worked is in force, in place of the one that stands there. */
  readonly fallback?: () => Fallback | undefined;
}

export function keepCriticalOf(means: EngineMeans, parts: Parts): void {
  const { criticalFolder: folder, platform, dataId, trouble, log, say } = means;
  if (folder === undefined) return;
  const now = () => criticalNow(parts, dataId, trouble !== undefined);
  const keeper = keepCritical({ folder, files: platform.files, clock: platform.clock, now, say });
  log.subscribe((stored) => keeper.onStored(stored));
  parts.stopping.addEventListener("abort", () => keeper.stop(), { once: true });
}
