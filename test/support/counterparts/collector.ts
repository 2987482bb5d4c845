/** A collector of OpenTelemetry on loopback: OTLP over HTTP, read by the decoder that OpenTelemetry generates from its own definition. */
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface TakenSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly string[];
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface Collector {
  readonly endpoint: string;
  readonly port: number;
  readonly spans: readonly TakenSpan[];
  readonly requests: readonly { readonly headers: Readonly<Record<string, unknown>> }[];
  /** What it does with the next requests; `hang` answers nothing at all. */
  behave(how: "take" | "hang" | number): void;
  stop(): Promise<void>;
}

interface Value {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: string;
  readonly doubleValue?: number;
  readonly arrayValue?: { readonly values?: readonly Value[] };
}
interface Attribute {
  readonly key: string;
  readonly value: Value;
}
interface Decoded {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[];
  }[];
}
interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events?: readonly { readonly name: string }[];
  readonly status?: { readonly code?: number };
}

/** The generated decoder is not exported by name, and has no types. */
function decoder(): { decode(bytes: Uint8Array): object; toObject(message: object, how: object): Decoded } {
  const require = createRequire(import.meta.url);
  const root = require("@opentelemetry/otlp-transformer/build/src/generated/root.js");
  return root.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
}

export async function startCollector(t: TestContext, given: { readonly port?: number } = {}): Promise<Collector> {
  const request = decoder();
  const spans: TakenSpan[] = [];
  const requests: { headers: Readonly<Record<string, unknown>> }[] = [];
  let behaviour: "take" | "hang" | number = "take";
  const server = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      requests.push({ headers: incoming.headers });
      if (behaviour === "hang") return;
      if (typeof behaviour === "number") {
        response.writeHead(behaviour).end("not now");
        return;
      }
      const isProtocol = incoming.url === "/v1/traces" && incoming.headers["content-type"] === "application/x-protobuf";
      if (!isProtocol) {
        response.writeHead(415).end();
        return;
      }
      const decoded = request.toObject(request.decode(Buffer.concat(parts)), { longs: String, bytes: String });
      spans.push(...read(decoded));
      // An empty ExportTraceServiceResponse: all of them were taken.
      response.writeHead(200, { "content-type": "application/x-protobuf", "content-length": "0" }).end();
    });
  });
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  t.after(stop);
  await new Promise<void>((resolve) => server.listen(given.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...{ endpoint: `http://127.0.0.1:${port}/v1/traces`, port, spans, requests, stop },
    behave: (how) => {
      behaviour = how;
    },
  };
}

function read({ resourceSpans }: Decoded): readonly TakenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans.map((span) => taken(span, attributesIn(resource.attributes)))),
  );
}

function taken(span: DecodedSpan, resource: TakenSpan["resource"]): TakenSpan {
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId ?? ""),
    name: span.name,
    startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
    endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
    attributes: attributesIn(span.attributes ?? []),
    links: (span.links ?? []).map((link) => ({ traceId: hex(link.traceId), spanId: hex(link.spanId) })),
    events: (span.events ?? []).map(({ name }) => name),
    status: span.status?.code ?? 0,
    resource,
  };
}

function attributesIn(list: readonly Attribute[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(list.map(({ key, value }) => [key, plain(value)]));
}

function plain(value: Value): unknown {
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue;
}

function hex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}
