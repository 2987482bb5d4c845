/** Incidents as OpenTelemetry traces (REASON-14), made from the log and never on the way of a repair. */
export { postSpans, type SpanCounts, SpanFold, traceDelivery } from "./delivery.ts";
export type { Span } from "./span.ts";
