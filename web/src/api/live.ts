/** What happens, as it happens: one WebSocket for the whole page, which comes back by itself and says since when it is gone. */
import { signal } from "@preact/signals";
import { loadSession } from "./session.ts";

/** A CloudEvent of the log, told in a sentence. */
export interface LiveEvent {
  readonly type: string;
  readonly time: string;
  /** The incident that it belongs to. */
  readonly subject?: string;
  readonly sequence: string;
  readonly actor: string;
  readonly sentence?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** What is shown is as it was then. */
  | { readonly state: "lost"; readonly since: number; readonly nextTryAt: number };

export const connection = signal<Connection>({ state: "connecting" });
/** Counts how often the connection was made: whatever was read before may be old. */
export const generation = signal(0);

const listeners = new Set<(event: LiveEvent) => void>();
const firstWaitMs = 500;
const longestWaitMs = 10_000;
const typePrefix = "chiron.";

/** Returns the way to stop. */
export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

interface Line {
  socket: WebSocket | undefined;
  waitMs: number;
  timer: number | undefined;
}

const line: Line = { socket: undefined, waitMs: firstWaitMs, timer: undefined };

export function connect(): void {
  clearTimeout(line.timer);
  const address = `${location.origin.replace(/^http/, "ws")}/v1/events?sentences=true`;
  const socket = new WebSocket(address);
  line.socket = socket;
  socket.onopen = () => {
    line.waitMs = firstWaitMs;
    connection.value = { state: "live" };
    // It may have ended meanwhile: the engine closes the streams of whoever it does not know any more.
    if (generation.value > 0) void loadSession();
    generation.value += 1;
  };
  socket.onmessage = ({ data }) => hear(String(data));
  socket.onclose = () => {
    if (line.socket === socket) lose();
  };
}

/** At once, when somebody asks for it. */
export function reconnectNow(): void {
  line.socket?.close();
  line.waitMs = firstWaitMs;
  connect();
}

function lose(): void {
  line.socket = undefined;
  const now = Date.now();
  const since = connection.value.state === "lost" ? connection.value.since : now;
  connection.value = { state: "lost", since, nextTryAt: now + line.waitMs };
  line.timer = setTimeout(connect, line.waitMs);
  line.waitMs = Math.min(line.waitMs * 2, longestWaitMs);
}

function hear(text: string): void {
  const event = JSON.parse(text) as LiveEvent;
  const plain = event.type.startsWith(typePrefix) ? { ...event, type: event.type.slice(typePrefix.length) } : event;
  for (const listener of [...listeners]) listener(plain);
}
