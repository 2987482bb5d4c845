/** What happens to an incident: seen, understood, held, proved. */
import type { EventData, IncidentState, StoredEvent } from "#core/model";
import { formatDuration, unreachable } from "#core/model/plain";
import { sentence, severityWords, tellValues, tierWords } from "./words.ts";

type Told = Extract<StoredEvent, { type: "anomaly.detected" | `incident.${string}` }>;

export function tellIncidentEvent(stored: Told): string {
  switch (stored.type) {
    case "anomaly.detected": {
      const { type, target, title } = stored.data.anomaly;
      return `${title}: ${type} is confirmed on ${target}.`;
    }
    case "incident.opened":
      return tellOpened(stored.data);
    case "incident.refreshed":
      return `It was seen again (${stored.data.count} times by now): ${tellEvidence(stored.data.evidence)}.`;
    case "incident.moved":
      return tellMoved(stored.data);
    case "incident.routed":
      return sentence(`${stored.data.why.replace(/\.$/, "")} (${stored.data.domain})`);
    case "incident.diagnosed":
      return tellDiagnosed(stored.data);
    case "incident.inhibited":
      return `It waits for ${stored.data.by}: ${stored.data.reason}.`;
    case "incident.inhibits":
      return `${stored.data.type} on ${stored.data.target} waits for it (${stored.data.inhibited}).`;
    case "incident.uninhibited":
      return `It waits for ${stored.data.by} no longer: ${stored.data.reason}.`;
    case "incident.held":
      return tellHeld(stored.data.hold, stored.at);
    case "incident.tiered":
      return `It is told ${tierWords(stored.data.tier)} (tier ${stored.data.tier}): ${stored.data.why}.`;
    case "incident.dismissed":
      return `${stored.actor} dismissed it (“${stored.data.reason}”); it stays quiet for ${formatDuration(stored.data.silencedUntil - stored.at)}.`;
    case "incident.acknowledged":
      return tellAcknowledged(stored.data, stored.actor, stored.at);
    case "incident.verified": {
      const { isRight, reason } = stored.data;
      return `${stored.actor} says that it is ${isRight ? "well" : "not well"}${reason === null ? "" : ` (“${reason}”)`}.`;
    }
    case "incident.rechecked":
      return tellRechecked(stored.data);
    case "incident.awaited": {
      const length = formatDuration(Math.max(0, stored.data.until - stored.at));
      return `It reads good; whoever told of it has ${length} to say that it is over.`;
    }
    case "incident.proved":
      return tellProved(stored.data);
    case "incident.linked":
      return `A request of another system took part in it (${stored.data.cause}): trace ${stored.data.traceparent.slice(3, 35)}.`;
    default:
      return unreachable(stored);
  }
}

function tellOpened({
  title,
  target,
  severity,
  recurrences,
  flapping,
  evidence,
}: EventData["incident.opened"]): string {
  const again = recurrences === 0 ? "" : ` It came back after a repair, for the ${nth(recurrences)} time.`;
  const wavering = flapping ? " Its state keeps changing." : "";
  return `${title} on ${target} (${severityWords(severity)}): ${tellEvidence(evidence)}.${again}${wavering}`;
}

function tellEvidence({ reading }: EventData["incident.opened"]["evidence"]): string {
  const values = tellValues(reading.values);
  const error = reading.error ?? (reading.available ? "" : "no answer");
  // What an outsider tells comes by its intake.
  return `${reading.probe.replace(/^intake:/, "")} says ${[error, values].filter((part) => part !== "").join("; ") || "nothing"}`;
}

function tellDiagnosed({ checks, hypotheses }: EventData["incident.diagnosed"]): string {
  const bad = checks.filter(({ ok }) => ok === false);
  const seen = bad.length > 0 ? bad.map(({ finding }) => finding).join("; ") : "nothing wrong was found";
  const looked = checks.length === 0 ? "" : `${checks.length} ${checks.length === 1 ? "check" : "checks"}: ${seen}. `;
  const [first] = hypotheses;
  const thought =
    first === undefined ? "" : `Most probable (${Math.round(first.probability * 100)} %): ${first.statement}`;
  return sentence(`${looked}${thought}`.trim().replace(/\.$/, "") || "Nothing was found out");
}

/** What the engine gives as the reason of a step that needs none. */
const selfEvident = new Set(["", "taken up"]);

function tellMoved({ to, reason }: EventData["incident.moved"]): string {
  return sentence(selfEvident.has(reason) ? stateWords(to) : `${stateWords(to)}: ${reason}`);
}

function stateWords(state: IncidentState): string {
  switch (state) {
    case "detected":
      return "It was detected";
    case "diagnosing":
      return "Chiron looks into it";
    case "awaiting_approval":
      return "A human must decide";
    case "remediating":
      return "The repair begins";
    case "verifying":
      return "The repair is done, and is verified";
    case "resolved":
      return "It is resolved";
    case "self_resolved":
      return "It ended by itself";
    case "remediation_failed":
      return "The repair failed";
    case "escalated":
      return "It is in human hands";
    case "dismissed":
      return "It was dismissed";
    default:
      return unreachable(state);
  }
}

function tellHeld({ reason, until }: EventData["incident.held"]["hold"], at: number): string {
  const when = until === null ? "until something changes" : `for ${formatDuration(Math.max(0, until - at))}`;
  return `Nothing is done ${when}: ${reason}.`;
}

function tellAcknowledged({ until, reason }: EventData["incident.acknowledged"], by: string, at: number): string {
  const length = until === null ? "" : ` for ${formatDuration(Math.max(0, until - at))}`;
  return `${by} is on it${length}${reason === null ? "" : ` (“${reason}”)`}.`;
}

function tellRechecked({ stillThere, reason }: EventData["incident.rechecked"]): string {
  const seen = stillThere ? "it is still there" : "it is not confirmed";
  return `Looked at once more, right before the repair: ${seen}${seen.includes(reason) ? "" : ` (${reason})`}.`;
}

function tellProved({ phase, proof }: EventData["incident.proved"]): string {
  const what = phase === "strategy" ? "Did the steps help?" : "Is it well again, by the probe that saw the trouble?";
  return `${what} ${proof.good ? "Yes" : "No"}: ${proof.reason}.`;
}

function nth(count: number): string {
  const endings: Readonly<Record<number, string>> = { 1: "st", 2: "nd", 3: "rd" };
  return `${count}${count % 100 >= 11 && count % 100 <= 13 ? "th" : (endings[count % 10] ?? "th")}`;
}
