/** What the Guardian does beside single verdicts: storms, and what delegates were granted. */
import type { StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { counted, listed, sentence } from "./words.ts";

type Told = Extract<StoredEvent, { type: `storm.${string}` | `containment.${string}` | `grant.${string}` }>;

export function isOfGuard(stored: StoredEvent): stored is Told {
  return /^(storm|containment|grant)\./.test(stored.type);
}

export function tellGuardEvent(stored: Told): string {
  switch (stored.type) {
    case "storm.began": {
      const { bad, watched, targets } = stored.data;
      return `A storm: ${bad} of ${watched} targets are bad at once (${listed(targets)}). No repair begins until it is over.`;
    }
    case "storm.ended": {
      const { stillOpen } = stored.data;
      const left = stillOpen.length === 0 ? "" : `; ${counted(stillOpen.length, "incident")} left for a human`;
      return sentence(`The storm is over${left}`);
    }
    case "containment.began":
      return sentence(`${stored.data.reason}. All other repairs wait, and one of them at a time is dealt with`);
    case "containment.told":
      return stored.data.by === "page" ? "A human is paged about it." : "A human hears of it by the page of the storm.";
    case "containment.ended":
      return `Repairs go on as usual: ${stored.data.reason}.`;
    case "grant.given": {
      const { delegate, capabilities, expiresAt, grantedBy, reason } = stored.data.grant;
      return `${grantedBy} granted ${delegate} ${listed(capabilities)} for ${formatDuration(expiresAt - stored.at)}: “${reason}”.`;
    }
    case "grant.revoked":
      return `The grant ${stored.data.grant} was taken back: “${stored.data.reason}”.`;
    case "grant.used": {
      const { delegate, grant, what, allowed } = stored.data;
      return allowed ? `${delegate} used its grant ${grant}: ${what}.` : `${delegate} was refused: ${what}.`;
    }
    default:
      return unreachable(stored);
  }
}
