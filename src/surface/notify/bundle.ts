/** Several messages of one route as one, so that a storm makes one page and not five hundred. */
import { createHash } from "node:crypto";
import type { Message, Severity } from "#core/model";
import { oneLine } from "./wording.ts";

/** Up to here each message keeps its own words. */
const mostInFull = 3;
const mostListed = 25;
const mostWithFacts = 50;

/** One stays itself. The id of several is made from theirs, so that the same bundle sent again has the same id. */
export function bundle(messages: readonly Message[]): Message {
  const sorted = [...messages].sort((a, b) => b.tier - a.tier || rank(a) - rank(b) || a.createdAt - b.createdAt);
  const [first] = sorted;
  if (first === undefined) throw new RangeError("a bundle holds at least one message");
  if (sorted.length === 1) return first;
  const incidents = [...new Set(sorted.map(({ incident }) => incident).filter((id) => id !== null))];
  const [incident] = incidents;
  const ofOne = incident !== undefined && sorted.every((message) => message.incident === incident);
  return {
    id: `bundle-${createHash("sha256")
      .update(
        messages
          .map(({ id }) => id)
          .sort()
          .join("\n"),
      )
      .digest("hex")
      .slice(0, 24)}`,
    route: first.route,
    tier: first.tier,
    incident: ofOne ? incident : null,
    subject: ofOne ? oneLine(first.subject, 160) : subjectOf(first, sorted, incidents.length),
    body: sorted.length <= mostInFull ? inFull(sorted) : listed(sorted),
    data: {
      bundle: sorted.length,
      incidents,
      messages: sorted
        .slice(0, mostWithFacts)
        .map(({ id, incident, tier, subject, data }) => ({ id, incident, tier, subject, data })),
    },
    createdAt: Math.min(...sorted.map(({ createdAt }) => createdAt)),
    repeat: sorted.some(({ repeat }) => repeat),
  };
}

function subjectOf(first: Message, messages: readonly Message[], incidents: number): string {
  const what = incidents === 0 ? `${messages.length} messages` : counted(incidents, "incident");
  return `${what}: ${severitiesOf(worstOfEach(messages))}, first ${oneLine(first.subject, 120)}`;
}

/** An incident counts once, however many messages tell of it; what belongs to none counts for itself. */
function worstOfEach(messages: readonly Message[]): readonly Message[] {
  const worst = new Map<string, Message>();
  for (const message of messages) {
    const key = message.incident ?? message.id;
    const before = worst.get(key);
    if (before === undefined || rank(message) < rank(before)) worst.set(key, message);
  }
  return [...worst.values()];
}

function inFull(messages: readonly Message[]): string {
  return messages.map(({ subject, body }) => `${subject}\n\n${body}`).join("\n\n----\n\n");
}

function listed(messages: readonly Message[]): string {
  const lines = messages.slice(0, mostListed).map(({ subject, incident }) => {
    return `- ${oneLine(subject, 160)}${incident === null ? "" : `\n    chiron incident ${incident}`}`;
  });
  const more = messages.length - lines.length;
  if (more > 0) lines.push(`- and ${more} more`);
  const all =
    'To see all that is open: chiron incidents. If one cause is behind them, stop all repairs: chiron pause --reason "…"';
  return `${messages.length} messages came within a short time.\n\n${lines.join("\n")}\n\n${all}`;
}

const order: readonly (Severity | "other")[] = ["critical", "high", "medium", "low", "other"];

function severityOf({ data }: Message): Severity | "other" {
  return order.find((severity) => severity === data.severity) ?? "other";
}

function rank(message: Message): number {
  return order.indexOf(severityOf(message));
}

function severitiesOf(messages: readonly Message[]): string {
  const counts = order.map((severity) => ({
    severity,
    count: messages.filter((one) => severityOf(one) === severity).length,
  }));
  return counts
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(", ");
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
