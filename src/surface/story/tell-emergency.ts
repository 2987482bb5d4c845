/** What the watchdog did while both healers were down, and what was put back. */
import type { EmergencyStep, StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { counted, listed, sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `emergency.${string}` | `configuration.${string}` | `release.${string}` }>;

export function isOfEmergency(stored: StoredEvent): stored is Told {
  return /^(emergency|configuration|release)\./.test(stored.type);
}

export function tellEmergencyEvent(stored: Told): string {
  switch (stored.type) {
    case "emergency.began": {
      const { attempt, reason } = stored.data;
      return sentence(`An emergency began${attempt > 1 ? `, try ${attempt}` : ""}: ${reason}`);
    }
    case "emergency.step": {
      const { step, ok, tries, tookMs, detail } = stored.data;
      const how = `${ok ? "done" : "not done"} after ${formatDuration(Math.round(tookMs))}${tries > 1 ? ` and ${tries} tries` : ""}`;
      return sentence(`Emergency: ${steps[step]}: ${how}${detail === "" ? "" : ` (${detail})`}`);
    }
    case "emergency.analysed":
      return sentence(`The ${stored.data.failure.healer} ${stored.data.failure.end}; ${stored.data.conclusion}`);
    case "emergency.voted": {
      const { action, votes, passed } = stored.data;
      const against = votes.filter(({ vote }) => vote === "against").map(({ voter }) => voter);
      const why =
        against.length === 0 ? `${counted(votes.length, "vote")}, none against` : `against: ${listed(against)}`;
      return sentence(`${passed ? "Allowed" : "Not allowed"}: ${action} (${why})`);
    }
    case "emergency.told": {
      const { route, subject, delivered, detail } = stored.data;
      return sentence(`A human ${delivered ? "was" : "could not be"} told by ${route}: “${subject}” (${detail})`);
    }
    case "emergency.ended": {
      const { recovered, left, tookMs } = stored.data;
      const how = recovered ? "both healers are verified" : `left for a human: ${listed(left)}`;
      return sentence(`The emergency ended after ${formatDuration(Math.round(tookMs))}: ${how}`);
    }
    case "configuration.put_back":
      return sentence(
        `The last configuration that worked is used in place of ${stored.data.file}: ${stored.data.reason}`,
      );
    case "configuration.mended":
      return sentence(`${stored.data.file} is in force again`);
    case "release.put_back": {
      const { version, program, instead, reason } = stored.data;
      return sentence(`Release ${version} (${program}) is run in place of ${instead}: ${reason}`);
    }
    default:
      return unreachable(stored);
  }
}

const steps: Readonly<Record<EmergencyStep, string>> = {
  enter: "enter emergency mode",
  delegate: "delegate healing powers",
  restart_engine: "force-restart the engine",
  restart_mender: "force-restart the mender",
  verify_engine: "verify the engine",
  verify_mender: "verify the mender",
  revoke: "revoke the delegation",
  leave: "leave emergency mode",
  verify_mutual: "verify mutual recovery",
  audit: "audit the whole",
};
