/** Speaks to the engine through its Unix socket, which asks for no token, as its file is open to its owner alone. */
import { type IncomingMessage, request } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEvent, TargetView } from "#core/model";

const answerWithinMs = 5_000;
const retryMs = 100;

export async function readTargets(socket: string): Promise<readonly TargetView[]> {
  const answer = await get(socket, "/v1/targets", AbortSignal.timeout(answerWithinMs));
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { items: TargetView[] } | TargetView[];
  return Array.isArray(body) ? body : body.items;
}

/**
 * Every event from the engine's first one on, as it happens, until aborted. When the connection breaks, because the engine
 * was killed, it is made again, and goes on after the last event seen: none is missed, and none comes twice.
 */
export async function* followEvents(socket: string, signal: AbortSignal): AsyncGenerator<StoredEvent> {
  let last = 0;
  while (!signal.aborted) {
    try {
      const stream = await get(socket, `/v1/events?after=${last}`, signal, "text/event-stream");
      for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
        const stored = eventIn(line);
        if (stored === undefined || stored.seq <= last) continue;
        last = stored.seq;
        yield stored;
      }
    } catch {
      // Nobody listens for now; start.ts sees to the engine.
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** What is used of the CloudEvents that the engine sends. */
interface CloudEvent {
  readonly id: string;
  /** `chiron.` and the type that the log knows. */
  readonly type: string;
  readonly time: string;
  readonly sequence: string;
  readonly actor: string;
  readonly data: unknown;
}

/** Of server-sent events only the data matters here, which the engine writes on one line. */
function eventIn(line: string): StoredEvent | undefined {
  if (!line.startsWith("data:")) return undefined;
  const { id, type, time, sequence, actor, data } = JSON.parse(line.slice("data:".length)) as CloudEvent;
  const seq = Number(sequence);
  const stream = id.slice(0, id.lastIndexOf("-"));
  return {
    stream,
    seq,
    type: type.replace(/^chiron\./, ""),
    at: Date.parse(time),
    actor,
    hash: "",
    data,
  } as StoredEvent;
}

function get(
  socketPath: string,
  path: string,
  signal: AbortSignal,
  accept = "application/json",
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, signal, headers: { accept }, agent: false }, (answer) => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.resume();
      reject(new Error(`GET ${path} was answered with status ${answer.statusCode}`));
    });
    asked.on("error", reject);
    asked.end();
  });
}
