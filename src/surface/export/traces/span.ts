/** A span as OpenTelemetry knows it; times in ms by the wall clock, as the log has them. */
import type { SpanContext } from "#core/lib";

export type AttributeValue = string | number | boolean | readonly string[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface SpanEvent {
  readonly at: number;
  readonly name: string;
  readonly attributes: Attributes;
}

export interface Span extends SpanContext {
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly attributes: Attributes;
  readonly events: readonly SpanEvent[];
  readonly droppedEvents: number;
  readonly links: readonly SpanContext[];
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message: string };
}
