/** An engine at rest has no effects that would ask the fence: it looks by itself whether another has taken its place. */
import type { EventLog } from "#core/log";
import type { Clock, Timer } from "#core/platform";
import type { StoreWatch } from "../store-watch/index.ts";

const everyMs = 1_000;

export function createLookout({ clock }: { readonly clock: Clock }, log: Pick<EventLog, "fence">): StoreWatch {
  let timer: Timer | undefined;
  const look = (): void => {
    try {
      log.fence();
      timer = clock.after(everyMs, look);
    } catch {
      // The log has told its owner by its own way (`onFailure`).
    }
  };
  return {
    start: look,
    stop: () => timer?.cancel(),
  };
}
