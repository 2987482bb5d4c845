/** Between two emergencies, while both healers are still down: critical targets are looked after, with grants for just as long. */
import type { NewEvent } from "#core/model";
import { readCritical } from "#healers/mutual/critical";
import { Ledger } from "#healers/mutual/grants";
import type { Starter } from "../starting/index.ts";
import { CriticalTrigger, Parliament, parliamentName, triggerName } from "./delegates/index.ts";
import { Gate } from "./gate.ts";
import type { EmergencyMeans } from "./means.ts";

/** Ends early when a healer is there again, or Chiron is ended. Never rejects. */
export async function standBy(means: EmergencyMeans & { readonly starter: Starter }, forMs: number): Promise<void> {
  const { folder, now, audit, hands, limits, say, sleep, starter } = means;
  const over = new AbortController();
  const isOver = () =>
    hands.isEnding() || (["engine", "mender"] as const).some((one) => hands.living(one) !== undefined);
  const ledger = new Ledger({ folder, emergency: "between", grantedBy: "healer:watchdog", now, audit });
  const note = (entry: NewEvent) => {
    try {
      audit(entry);
    } catch (error) {
      say(`the audit could not be written: ${String(error)}`);
    }
  };
  try {
    const runbooks = readCritical(folder)?.targets.flatMap((one) => one.runbooks.map(({ id }) => id)) ?? [];
    const given = { forMs: forMs + limits.grantSlackMs, reason: "both healers are still down" };
    ledger.give({ delegate: parliamentName, capabilities: ["votes.gather"], ...given });
    ledger.give({ delegate: triggerName, capabilities: ["recovery.watch"], ...given });
    ledger.give({
      delegate: triggerName,
      capabilities: ["service.restart", "runbook.run"],
      ...{ criticality: "critical", runbooks, ...given },
    });
    const nobody = { tellOnce: () => true, untold: () => undefined, page: means.page };
    const parliament = new Parliament({ emergency: "between", now, ledger, note, ...nobody });
    const trigger = new CriticalTrigger({
      folder,
      limits,
      now,
      say,
      sleep,
      ledger,
      parliament,
      gate: new Gate(),
      starter,
      note,
    });
    const watching = trigger.watch(over.signal);
    const until = means.monotonic() + forMs;
    while (means.monotonic() < until && !isOver()) await sleep(limits.triggerEveryMs);
    over.abort();
    await watching;
  } catch (error) {
    say(`between emergencies: ${String(error)}`);
  } finally {
    over.abort();
    ledger.revokeAll("the next emergency begins, or a healer is back");
  }
}
