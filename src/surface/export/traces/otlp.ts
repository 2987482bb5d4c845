/**
 * Spans in OTLP's binary form: an ExportTraceServiceRequest with the field numbers of opentelemetry-proto 1.x
 * (opentelemetry/proto/trace/v1/trace.proto). The JSON form would be shorter here, but not every place takes it (docs/adr/0012).
 */
import type { SpanContext } from "#core/lib";
import { Message } from "./protobuf.ts";
import type { Attributes, AttributeValue, Span, SpanEvent } from "./span.ts";

export interface Resource {
  readonly node: string;
  readonly version: string;
}

/** SPAN_KIND_INTERNAL */
const internal = 1;
const statusCodes = { unset: 0, ok: 1, error: 2 } as const;
/** The trace flag "sampled" (bit 0), and that the parent is known to be of this process (bit 8: the answer to bit 9 is known). */
const flags = 0x101;

export function encodeSpans(spans: readonly Span[], { node, version }: Resource): Uint8Array {
  const resource = attributes(new Message(), 1, {
    "service.name": "chiron",
    "service.version": version,
    "service.instance.id": node,
  });
  const scope = new Message().text(1, "chiron").text(2, version);
  const scopeSpans = new Message().message(1, scope);
  for (const span of spans) scopeSpans.message(2, encodeSpan(span));
  return new Message().message(1, new Message().message(1, resource).message(2, scopeSpans)).finish();
}

function encodeSpan(span: Span): Message {
  const message = new Message().bytes(1, hex(span.traceId)).bytes(2, hex(span.spanId));
  if (span.parentSpanId !== null) message.bytes(4, hex(span.parentSpanId));
  message.text(5, span.name).varint(6, internal).fixed64(7, nanos(span.startAt)).fixed64(8, nanos(span.endAt));
  attributes(message, 9, span.attributes);
  for (const event of span.events) message.message(11, encodeEvent(event));
  if (span.droppedEvents > 0) message.varint(12, span.droppedEvents);
  for (const link of span.links) message.message(13, encodeLink(link));
  const status = new Message();
  if (span.status.message !== "") status.text(2, span.status.message);
  if (span.status.code !== "unset") status.varint(3, statusCodes[span.status.code]);
  return message.message(15, status).fixed32(16, flags);
}

function encodeEvent({ at, name, attributes: list }: SpanEvent): Message {
  return attributes(new Message().fixed64(1, nanos(at)).text(2, name), 3, list);
}

function encodeLink({ traceId, spanId }: SpanContext): Message {
  return new Message().bytes(1, hex(traceId)).bytes(2, hex(spanId));
}

function attributes(message: Message, field: number, list: Attributes): Message {
  for (const [key, value] of Object.entries(list))
    message.message(field, new Message().text(1, key).message(2, encodeValue(value)));
  return message;
}

function encodeValue(value: AttributeValue): Message {
  const message = new Message();
  if (typeof value === "string") return message.text(1, value);
  if (typeof value === "boolean") return message.varint(2, value ? 1 : 0);
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? message.int64(3, value) : message.double(4, value);
  const items = new Message();
  for (const item of value) items.message(1, encodeValue(item));
  return message.message(5, items);
}

function hex(id: string): Uint8Array {
  return Buffer.from(id, "hex");
}

function nanos(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1_000_000n;
}
