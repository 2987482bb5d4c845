/**
 * W3C trace context (https://www.w3.org/TR/trace-context/). Ids are derived and not drawn: the log tells the same spans however often
 * it is asked, and what takes them in knows a span that comes again.
 */
import { sha256 } from "./canonical.ts";

export interface SpanContext {
  /** 32 hexadecimal digits, not all of them 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all of them 0. */
  readonly spanId: string;
}

export function traceIdOf(incident: string): string {
  return sha256(`trace/${incident}`).slice(0, 32);
}

/** `place` tells the span from the others of its incident; the incident itself is "". */
export function spanIdOf(incident: string, place: string | number = ""): string {
  return sha256(`span/${incident}/${place}`).slice(0, 16);
}

/** Of the span of the incident itself, sampled. */
export function traceparentOf(incident: string): string {
  return `00-${traceIdOf(incident)}-${spanIdOf(incident)}-01`;
}

const traceparent = /^(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;

/** Undefined for whatever is not one: a broken header is ignored, as the standard wants it. */
export function parseTraceparent(header: unknown): SpanContext | undefined {
  if (typeof header !== "string" || header.length > 255) return undefined;
  const [, version, traceId = "", spanId = "", , rest] = traceparent.exec(header) ?? [];
  if (version === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  // Version 00 has nothing behind its four fields; later ones may.
  return version === "00" && rest === "-" ? undefined : { traceId, spanId };
}
