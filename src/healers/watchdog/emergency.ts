/** Both healers are gone: the watchdog starts them again itself. */
import {
  endForGood,
  type Faults,
  formatArguments,
  type HealerArguments,
  type Member,
  readBeat,
  startRole,
} from "#healers/mutual";

export async function recoverBoth({ places }: Member, given: HealerArguments, _faults: Faults): Promise<void> {
  await Promise.all(
    (["engine", "mender"] as const).map(async (role) => {
      const failed = readBeat(places.beat(role), role);
      if (failed !== undefined) await endForGood(failed.process);
      await startRole(role, formatArguments(given));
    }),
  );
}
