/**
 * Tags by which two people who decide at once notice each other. They are weak: what does not matter to a decision (how often
 * the anomaly was seen meanwhile) does not change them. `If-Match` compares them as they are, which RFC 9110 leaves to strong ones; a tag
 * that changed every second would only teach people to leave it out.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { ChironError, type IncidentDetail } from "#core/model";

export function tagOfIncident({ id, state, plan, approval, tier, hold, steps, endedAt }: IncidentDetail): string {
  return tagOf([id, state, plan?.hash, approval?.id, approval?.status, tier, hold?.policy, steps.length, endedAt]);
}

export function tagOf(content: unknown): string {
  return `W/"${createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 22)}"`;
}

/** Throws `stale` when the request was made for another state than this one. */
export function checkMatch(request: IncomingMessage, present: string, help: string): void {
  const wanted = request.headers["if-match"];
  if (wanted === undefined || wanted.trim() === "*") return;
  if (wanted.split(",").some((tag) => tag.trim() === present)) return;
  throw new ChironError("stale", "it has changed since it was shown to you", { help, details: { etag: present } });
}
