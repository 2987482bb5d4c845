/**
 * CloudEvents 1.0 over HTTP (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md): structured, binary and batched.
 * An event says that something happened; which ones say that something is wrong, or well again, the options tell by its type.
 */
import { z } from "zod";
import type { IntakeRequest } from "#core/model";
import { anomalyType, ChironError, defineIntake, name, severities, type Trigger } from "#core/model";
import { flatten, jsonOf, refuseControls, shortened, snake, timeOf } from "../body.ts";
import { severityOf } from "../severity.ts";

const meaning = z.strictObject({
  type: anomalyType.optional().describe("The anomaly; default: event_ and the last two words of the event's type"),
  clears: z.boolean().default(false).describe("It says that this anomaly is over"),
  ignore: z.boolean().default(false).describe("It says nothing that matters here"),
  severity: z.enum(severities).optional(),
});
const schema = z.strictObject({
  events: z
    .record(z.string().min(1).max(200), meaning)
    .default({})
    .describe(
      "What an event's type means; all others are trouble, unless they end in .resolved, .cleared or .recovered",
    ),
  targets: z
    .record(z.string().min(1).max(500), name)
    .default({})
    .describe("Which target is meant by an event's subject or source, where that is not its id"),
});
type Options = z.output<typeof schema>;

const attribute = () => z.string().min(1).max(2_000);
/** Made with the first event: most engines never get one. */
const eventSchema = z.lazy(() =>
  z.looseObject({
    specversion: z.literal("1.0"),
    id: attribute(),
    source: attribute(),
    type: attribute(),
    subject: attribute().optional(),
    time: z.iso.datetime({ offset: true }).optional(),
    data: z.unknown().optional(),
  }),
);
type Event = z.output<typeof eventSchema>;

const mostEvents = 1_000;

export const cloudeventsIntake = defineIntake({
  name: "cloudevents",
  summary: "CloudEvents 1.0, structured, binary or batched",
  kind: "event",
  schema,
  isAlwaysOn: true,
  types: ({ events }) => Object.values(events).flatMap(({ type }) => type ?? []),
  receive(request, options) {
    return eventsOf(request).flatMap((event) => triggerOf(event, options) ?? []);
  },
});

function eventsOf(request: IntakeRequest): readonly Event[] {
  const type = request.headers["content-type"] ?? "";
  if (/^application\/cloudevents-batch\+json *(;|$)/i.test(type)) {
    const batch = jsonOf(request);
    if (!Array.isArray(batch)) throw new ChironError("bad_request", "a batch of CloudEvents is a list");
    if (batch.length > mostEvents) throw new ChironError("bad_request", `a batch holds at most ${mostEvents} events`);
    return batch.map(parse);
  }
  if (/^application\/cloudevents\+json *(;|$)/i.test(type)) return [parse(jsonOf(request))];
  if (/^application\/cloudevents/i.test(type))
    throw new ChironError("unsupported_type", `CloudEvents are read in JSON, not as ${shortened(type, 100)}`);
  if (request.headers["ce-specversion"] === undefined) {
    throw new ChironError("bad_request", "there is no CloudEvent in it", {
      help: "Send application/cloudevents+json, a batch of it, or the attributes as ce- headers.",
    });
  }
  return [parse({ ...attributesIn(request), ...dataIn(request, type) })];
}

function parse(value: unknown): Event {
  const parsed = eventSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ChironError("bad_request", `no CloudEvent 1.0: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`);
}

/** Binary mode: attributes are headers, percent-encoded where a header cannot hold them. */
function attributesIn({ headers }: IntakeRequest): Readonly<Record<string, string>> {
  const found = Object.entries(headers).filter(([key]) => key.startsWith("ce-"));
  return Object.fromEntries(
    found.map(([key, value]) => {
      const text = decoded(value);
      refuseControls(text);
      return [key.slice(3), text];
    }),
  );
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new ChironError("bad_request", "an attribute is not encoded as CloudEvents ask");
  }
}

function dataIn(request: IntakeRequest, type: string): { readonly data?: unknown } {
  if (request.body.length === 0) return {};
  return /^application\/(.+\+)?json *(;|$)/i.test(type) ? { data: jsonOf(request) } : {};
}

const over = /\.(resolved|cleared|recovered)$/;

/** Undefined: it is to be ignored. */
function triggerOf(event: Event, options: Options): Trigger | undefined {
  const known = Object.hasOwn(options.events, event.type) ? options.events[event.type] : undefined;
  if (known?.ignore === true) return undefined;
  const data = typeof event.data === "object" && event.data !== null ? (event.data as Record<string, unknown>) : {};
  const clears = known === undefined ? over.test(event.type) : known.clears;
  const type = known?.type ?? typeOf(event.type.replace(over, ""));
  const { source, subject } = event;
  const candidates = [event.target, subject, lastPart(source), source].flatMap((value) => {
    if (typeof value !== "string" || value === "") return [];
    return Object.hasOwn(options.targets, value) ? [options.targets[value] ?? value] : [value];
  });
  const said = [data.summary, data.message, data.title].find((text) => typeof text === "string" && text.trim() !== "");
  return {
    state: clears ? "cleared" : "raised",
    // The same trouble of the same thing, whichever event tells of it.
    key: [source, subject ?? "", type].join("\n"),
    candidates,
    type,
    severity: known?.severity ?? severityOf(event.severity) ?? severityOf(data.severity) ?? "medium",
    title: shortened(typeof said === "string" ? said : event.type, 200),
    at: timeOf(event.time),
    values: { firing: !clears, ...flatten({ id: event.id, source, type: event.type, subject }), ...flatten(data) },
  };
}

/** `com.example.disk.full` → `event_disk_full` */
function typeOf(type: string): string {
  const made = snake(type.split(".").slice(-2).join("_"));
  return made === "" ? "external_event" : `event_${made}`;
}

function lastPart(source: string): string {
  return source.split("/").filter(Boolean).at(-1) ?? "";
}
