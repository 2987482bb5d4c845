/** All clients that follow events: how many there may be, their heartbeats, and the end of those that are too slow. */
import type { EngineFacade, StoredEvent } from "#core/model";
import { ChironError, cloudEventOf } from "#core/model";
import type { Identity } from "../access/index.ts";
import { Follower, type FollowQuery } from "./follower.ts";

export type EndReason = "going_away" | "too_slow" | "access_ended" | "failed";

/** What carries the events to a client: server-sent events or a WebSocket. */
export interface Carrier {
  /** False: it was taken, but no more for now. */
  send(json: string, seq: number): boolean;
  beat(): void;
  end(reason: EndReason, last: number): void;
  /** How long it has taken nothing, though it was asked to; 0 when all is well. */
  stalledMs(): number;
}

export interface HubLimits {
  readonly clients: number;
  readonly beatMs: number;
  readonly stalledMs: number;
}

export const defaultHubLimits: HubLimits = { clients: 100, beatMs: 15_000, stalledMs: 30_000 };

interface Client {
  readonly carrier: Carrier;
  readonly identity: Identity;
  readonly follower: Follower;
}

export interface Attached {
  /** The carrier can take more. */
  resume(): void;
  /** The client is gone. */
  detach(): void;
}

export class LiveHub {
  readonly #engine: EngineFacade;
  readonly #limits: HubLimits;
  readonly #clients = new Set<Client>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** Many clients are sent the same event; it is written once, and once with its sentence. */
  #written: { readonly stored: StoredEvent; json?: string; told?: string } | undefined;

  constructor(engine: EngineFacade, limits: HubLimits = defaultHubLimits) {
    this.#engine = engine;
    this.#limits = limits;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Throws what `attach` would, before anything was sent. */
  check({ after }: FollowQuery): void {
    if (this.#closed) throw new ChironError("not_running", "the engine is ending");
    const head = this.#engine.head().seq;
    if (after !== undefined && after > head) {
      throw new ChironError("bad_request", `there is no event ${after} yet; the newest is ${head}`, {
        help: "The store may have been replaced. Begin again without `after`.",
      });
    }
    if (this.#clients.size >= this.#limits.clients) {
      throw new ChironError("rate_limited", `${this.#limits.clients} clients follow already`, {
        details: { retryAfterSeconds: 10 },
      });
    }
  }

  attach(carrier: Carrier, query: FollowQuery, identity: Identity): Attached {
    const send = (stored: StoredEvent): boolean => carrier.send(this.#write(stored, query.sentences), stored.seq);
    this.check(query);
    const follower = new Follower(this.#engine, query, send, () => this.#end(client, "failed"));
    const client: Client = { carrier, identity, follower };
    this.#clients.add(client);
    this.#timer ??= setInterval(() => this.#beat(), this.#limits.beatMs).unref();
    return { resume: () => follower.resume(), detach: () => this.#detach(client) };
  }

  close(): void {
    this.#closed = true;
    for (const client of this.#clients) this.#end(client, "going_away");
  }

  #write(stored: StoredEvent, sentences = false): string {
    if (this.#written?.stored !== stored) this.#written = { stored };
    const written = this.#written;
    const event = () => cloudEventOf(stored, this.#engine.node());
    if (!sentences) written.json ??= JSON.stringify(event());
    else written.told ??= JSON.stringify({ ...event(), ...this.#engine.tell(stored) });
    return (sentences ? written.told : written.json) ?? "";
  }

  #beat(): void {
    for (const client of this.#clients) {
      if (client.carrier.stalledMs() >= this.#limits.stalledMs) this.#end(client, "too_slow");
      else if (!holds(client.identity)) this.#end(client, "access_ended");
      else client.carrier.beat();
    }
  }

  #end(client: Client, reason: EndReason): void {
    const { last } = client.follower;
    this.#detach(client);
    client.carrier.end(reason, last);
  }

  #detach(client: Client): void {
    client.follower.stop();
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#written = undefined;
  }
}

function holds(identity: Identity): boolean {
  try {
    identity.check();
    return true;
  } catch {
    return false;
  }
}
