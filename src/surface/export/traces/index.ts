/** Incidents as OpenTelemetry traces (REASON-14), made from the log and never on the way of a repair. */
export { exportAgain } from "./again.ts";
export { type SpanCounts, traceDelivery } from "./delivery.ts";
