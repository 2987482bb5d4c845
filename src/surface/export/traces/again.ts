/** Makes the spans of past incidents again, and brings them to the collector: after an outage that was too long, or to a new one. */
import type { SinkContext, StoredEvent, TraceSettings } from "#core/model";
import type { LogSource } from "../follower.ts";
import { postSpans, SpanFold } from "./delivery.ts";
import type { Span } from "./span.ts";

const mostAtOnce = 500;
const pageLength = 1_000;

export interface ExportedAgain {
  readonly spans: number;
  readonly refused: number;
}

/** Spans that ended at `since` (ms) or later. Rejects when the collector cannot take them now. */
export async function exportAgain(
  log: Pick<LogSource, "events">,
  {
    settings,
    since,
    incident,
  }: { readonly settings: TraceSettings; readonly since: number; readonly incident?: string },
  context: SinkContext,
): Promise<ExportedAgain> {
  const fold = new SpanFold(log);
  let waiting: Span[] = [];
  let [spans, refused] = [0, 0];
  const send = async (): Promise<void> => {
    const group = waiting.splice(0, mostAtOnce);
    const isTaken = await postSpans(group, settings, context, AbortSignal.timeout(settings.timeoutMs));
    if (isTaken) spans += group.length;
    else refused += group.length;
  };
  for (const stored of pages(log, incident)) {
    waiting = [...waiting, ...fold.take([stored]).filter(({ endAt }) => endAt >= since)];
    if (waiting.length >= mostAtOnce) await send();
  }
  while (waiting.length > 0) await send();
  return { spans, refused };
}

function* pages(log: Pick<LogSource, "events">, incident: string | undefined): Generator<StoredEvent> {
  const filter = incident === undefined ? {} : { incident };
  for (let after = 0; ; ) {
    const page = log.events({ after, limit: pageLength, ...filter });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageLength) return;
    after = last.seq;
  }
}
