/**
 * `systemctl stop` in the moment after the watchdog died, and before systemd starts it again: systemd has nobody to tell, calls the unit
 * inactive, and the healers would go on for ever. Whoever stands in for the watchdog by then asks systemd, seldom, and ends all of it as the watchdog would have.
 */
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { note } from "#healers/mutual";
import type { HowToEnd } from "./signals.ts";

/** What `chiron install --systemd` writes into the unit, and all who are started of it inherit. */
const variable = "CHIRON_UNIT";

/** systemd's own restart comes first: it takes 200 ms. */
const firstMs = 1_000;
/** Where it never comes, and does not say that it was told to stop, somebody has to look into it; that may take days. */
const longestMs = 60_000;
const answerWithinMs = 5_000;

interface Unit {
  readonly name: string;
  readonly isOfUser: boolean;
}

/** Resolves once the manager says that this unit was stopped; never, where there is no manager. */
export async function stoppedByManager(
  environment: Readonly<Record<string, string | undefined>>,
  keepServices: boolean,
  signal: AbortSignal,
): Promise<HowToEnd> {
  const unit = unitOf(environment[variable]);
  for (let pauseMs = firstMs; unit !== undefined && !signal.aborted; pauseMs = Math.min(longestMs, pauseMs * 2)) {
    await sleep(pauseMs, undefined, { ref: false });
    // `activating`: it is about to start another one. `failed`: it has given up, which is no word to end.
    if ((await stateOf(unit)) === "inactive") return { reason: `systemd has stopped ${unit.name}`, keepServices };
  }
  return new Promise(() => undefined);
}

function unitOf(text = ""): Unit | undefined {
  const [, manager, name] = /^(user|system):([\w.@:\\-]+\.service)$/.exec(text) ?? [];
  return name === undefined ? undefined : { name, isOfUser: manager === "user" };
}

/** Undefined when systemd does not answer. */
function stateOf({ name, isOfUser }: Unit): Promise<string | undefined> {
  const words = [...(isOfUser ? ["--user"] : []), "show", "--property=ActiveState", "--value", "--", name];
  return new Promise((resolve) => {
    execFile("systemctl", words, { timeout: answerWithinMs, killSignal: "SIGKILL" }, (error, out) => {
      if (error !== null) note(`chiron: systemd does not say how ${name} is: ${error.message.split("\n")[0]}`);
      resolve(error === null ? out.trim() : undefined);
    });
  });
}
