/** What an answer, or none, means for a message: taken, not taken, or nobody knows; and whether trying again can help. */
import { type Delivery, messageOf } from "#core/model";
import type { HttpResponse } from "#core/platform";

/** Request Timeout, Too Early, Too Many Requests: the message itself is not what was wrong. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);
/** A gateway that got nothing, or nonsense, says nothing of what stands behind it. */
const unsure: ReadonlySet<number> = new Set([502, 504]);
/** Reasons of the platform's network errors for which nothing can have arrived. */
const neverSent: ReadonlySet<unknown> = new Set(["unresolved", "refused", "unreachable", "certificate"]);
const longestSaid = 200;

export function ofAnswer(response: HttpResponse, now: number): Delivery {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return { delivered: true, retryable: false, detail: `answered ${status}` };
  const detail = saidIn(response);
  if (status < 500 && !passing.has(status)) return { delivered: false, retryable: false, detail };
  const retryAfterMs = readRetryAfter(headers["retry-after"], now);
  return {
    delivered: false,
    retryable: true,
    detail,
    ...(unsure.has(status) ? { unknown: true } : {}),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** For protocols whose good answer has a form: something else answered, such as the log-in page of a network. */
export function notTheProtocol(response: HttpResponse, what: string): Delivery {
  const detail = `${saidIn(response)}, which is no answer of ${what}`;
  return { delivered: false, retryable: true, unknown: true, detail };
}

export function ofTrouble(error: unknown): Delivery {
  const reason = error instanceof Error && "reason" in error ? error.reason : undefined;
  const detail = oneLineOf(messageOf(error));
  if (neverSent.has(reason)) return { delivered: false, retryable: true, detail };
  return { delivered: false, retryable: true, detail, unknown: true };
}

/** The body as an object, or undefined: what came is not this protocol. */
export function jsonOf({ body }: Pick<HttpResponse, "body">): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return parsed !== null && typeof parsed === "object" && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What a stranger said, fit for a log. */
export function oneLineOf(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, longestSaid);
}

function saidIn({ status, body }: HttpResponse): string {
  const said = oneLineOf(body);
  return `answered ${status}${said === "" ? "" : `: ${said}`}`;
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3). */
function readRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}
