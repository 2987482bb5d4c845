/** What an answer, or none, means for a message: taken, not taken, or nobody knows; and whether trying again can help. */
import { type Delivery, messageOf } from "#core/model";
import type { HttpResponse } from "#core/platform";

/** Request Timeout, Too Early, Too Many Requests: the message itself is not what was wrong. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);
/** Reasons of the platform's network errors for which nothing can have arrived. */
const neverSent: ReadonlySet<unknown> = new Set(["unresolved", "refused", "unreachable", "certificate"]);

export function ofAnswer({ status, headers, body }: HttpResponse, now: number): Delivery {
  if (status >= 200 && status < 300) return { delivered: true, retryable: false, detail: `answered ${status}` };
  const said = body
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, 200);
  const detail = `answered ${status}${said === "" ? "" : `: ${said}`}`;
  if (status < 500 && !passing.has(status)) return { delivered: false, retryable: false, detail };
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  // A gateway's time-out says nothing of what stands behind it.
  const unknown = status === 504 ? { unknown: true } : {};
  return {
    delivered: false,
    retryable: true,
    detail,
    ...unknown,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

export function ofTrouble(error: unknown): Delivery {
  const reason = error instanceof Error && "reason" in error ? error.reason : undefined;
  const detail = messageOf(error);
  if (neverSent.has(reason)) return { delivered: false, retryable: true, detail };
  return { delivered: false, retryable: true, detail, unknown: true };
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
