/** Who heals whom: of the three, exactly one answers for each fault. */
import type { Role } from "./role.ts";
import type { Fault } from "./watch.ts";

export type Faults = Readonly<Partial<Record<Role, Fault>>>;

export type Duty =
  /** `healer-mutual-restart` of that one. */
  | { readonly kind: "restart"; readonly role: Role; readonly fault: Fault }
  /** Both healers are at fault. `seen`: both are seen to be gone, so that nothing need be confirmed. */
  | { readonly kind: "emergency"; readonly seen: boolean };

/**
 * One healer at fault: the other one restarts it. Both: the watchdog. The watchdog itself: the engine, or the mender where the
 * engine is not there. A fault that is nobody's own duty here is another one's.
 */
export function dutiesOf(self: Role, faults: Faults): readonly Duty[] {
  const { engine, mender, watchdog } = faults;
  const restart = (role: Role, fault: Fault | undefined): Duty[] =>
    fault === undefined ? [] : [{ kind: "restart", role, fault }];
  switch (self) {
    case "engine":
      return [...restart("mender", mender), ...restart("watchdog", watchdog)];
    case "mender":
      return [...restart("engine", engine), ...(engine === undefined ? [] : restart("watchdog", watchdog))];
    case "watchdog":
      if (engine === undefined || mender === undefined) return [];
      return [{ kind: "emergency", seen: isSeenDead(engine) && isSeenDead(mender) }];
  }
}

function isSeenDead(fault: Fault): boolean {
  return fault === "gone" || fault === "absent";
}
