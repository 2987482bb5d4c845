/**
 * From events of the log to spans at a collector. What is known of an incident is folded from its own events when it is first met, so
 * that nothing has to be kept over a restart; spans that were made wait here until they are taken, at most those of one batch.
 */
import { masked, readSecret } from "#core/lib";
import { endStates, incidentOf, type SinkContext, type StoredEvent, type TraceSettings } from "#core/model";
import type { FollowerMeans, LogSource } from "../follower.ts";
import { IncidentTrace } from "./incident-trace.ts";
import { encodeSpans } from "./otlp.ts";
import type { Span } from "./span.ts";

/** What became of the spans since the engine started. */
export interface SpanCounts {
  exported: number;
  /** Too old, or refused for good by the collector. They can be made again from the log. */
  dropped: number;
}

export type Delivery = Pick<FollowerMeans, "deliver" | "letGo"> & { readonly counts: Readonly<SpanCounts> };

/** OTLP: these mean "later"; every other error means that the same request will never be taken. */
const later: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

export function traceDelivery(settings: TraceSettings, log: LogSource, context: SinkContext): Delivery {
  const spans = new SpanFold(log);
  const counts: SpanCounts = { exported: 0, dropped: 0 };
  let waiting: readonly Span[] = [];
  const send = async (signal: AbortSignal): Promise<void> => {
    const oldest = context.clock.now() - settings.giveUpAfterMs;
    const fresh = waiting.filter(({ endAt }) => endAt >= oldest);
    const taken = fresh.length === 0 || (await postSpans(fresh, settings, context, signal));
    counts.exported += taken ? fresh.length : 0;
    counts.dropped += taken ? waiting.length - fresh.length : waiting.length;
    waiting = [];
  };
  return {
    counts,
    async deliver(events, signal) {
      waiting = [...waiting, ...spans.take(events)];
      await send(signal);
    },
    letGo: async () => undefined,
  };
}

/** The open incidents at one place of the log. The same event twice makes its spans once. */
export class SpanFold {
  readonly #log: Pick<LogSource, "events">;
  readonly #traces = new Map<string, IncidentTrace>();
  #upTo = 0;

  constructor(log: Pick<LogSource, "events">) {
    this.#log = log;
  }

  take(events: readonly StoredEvent[]): readonly Span[] {
    const made: Span[] = [];
    for (const stored of events) {
      if (stored.seq <= this.#upTo) continue;
      this.#upTo = stored.seq;
      const incident = incidentOf(stored);
      if (incident === null) continue;
      const trace = this.#traces.get(incident) ?? this.#meet(incident, stored.seq);
      made.push(...trace.apply(stored));
      if (stored.type === "incident.moved" && endStates.has(stored.data.to)) this.#traces.delete(incident);
      else this.#traces.set(incident, trace);
    }
    return made;
  }

  #meet(incident: string, seq: number): IncidentTrace {
    const trace = new IncidentTrace(incident);
    const before = this.#log.events({ after: 0, upTo: seq - 1, incident, limit: 100_000 });
    for (const stored of before) trace.apply(stored);
    return trace;
  }
}

/** False when the collector will never take them. Throws when it may, later. */
export async function postSpans(
  spans: readonly Span[],
  settings: TraceSettings,
  { network, files, environment, node, version }: SinkContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { headerFile, headerEnv, endpoint } = settings;
  const place = { file: headerFile ?? undefined, env: headerEnv ?? undefined };
  const secret = await readSecret("header", place, { files, environment });
  const answer = await network.http({
    ...{ method: "POST", url: endpoint, signal, maxBodyBytes: 65_536 },
    headers: { ...headersIn(secret), "content-type": "application/x-protobuf" },
    body: encodeSpans(spans, { node, version }),
  });
  if (answer.status >= 200 && answer.status < 300) return true;
  if (!later.has(answer.status)) return false;
  const said = masked(answer.body.slice(0, 200).replace(/[^\x20-\x7e]+/g, " "), secret === undefined ? [] : [secret]);
  throw new Error(`the collector answered ${answer.status} ${said}`.trim());
}

/** `authorization: Bearer …` */
function headersIn(line: string | undefined): Readonly<Record<string, string>> {
  if (line === undefined) return {};
  const colon = line.indexOf(":");
  if (colon <= 0) throw new Error("the header is not written like `name: value`");
  return { [line.slice(0, colon).trim().toLowerCase()]: line.slice(colon + 1).trim() };
}
