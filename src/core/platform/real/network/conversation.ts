/** A connection to talk over, line by line. What comes is kept until it is asked for, within limits. */
import { connect, type Socket } from "node:net";
import type { Address, Certificate, Conversation, TlsOptions } from "../../index.ts";
import { acceptCertificate } from "./certificate.ts";
import { nameOf } from "./connect.ts";
import { NetworkError, networkError } from "./errors.ts";
import type { TlsDoor } from "./tls.ts";

const DEFAULT_LINE_BYTES = 65_536;
/** More than this is not taken off the socket before it is asked for. */
const MAX_UNREAD_BYTES = 262_144;
/** What was begun comes in pieces; once the first one is here, the rest is not long in coming. */
const REST_MS = 200;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

interface Opening {
  readonly signal: AbortSignal;
  readonly tls?: TlsOptions;
  readonly door: TlsDoor;
}

export async function converse(address: Address, { signal, tls, door }: Opening): Promise<Conversation> {
  signal.throwIfAborted();
  const talk = new Talk(address, connect({ ...address }), signal, door);
  try {
    await talk.opened();
    if (tls !== undefined) await talk.secure(tls);
    return talk;
  } catch (error) {
    talk.close();
    throw error;
  }
}

class Talk implements Conversation {
  certificate: Certificate | undefined;
  private readonly address: Address;
  private readonly signal: AbortSignal;
  private readonly door: TlsDoor;
  private socket: Socket;
  private unread = Buffer.alloc(0);
  private ended = false;
  private failure: unknown;
  /** Whoever waits for something to happen. */
  private wake: (() => void) | undefined;

  constructor(address: Address, socket: Socket, signal: AbortSignal, door: TlsDoor) {
    this.address = address;
    this.socket = socket;
    this.signal = signal;
    this.door = door;
    signal.addEventListener("abort", this, { once: true });
    this.follow(socket);
  }

  /** Of the abort signal. */
  handleEvent(): void {
    this.fail(this.signal.reason);
  }

  async opened(): Promise<void> {
    if (this.socket.connecting) await this.happens(this.socket, "connect");
  }

  send(text: string): void {
    if (this.failure === undefined) this.socket.write(text);
  }

  async line(maxBytes = DEFAULT_LINE_BYTES): Promise<string> {
    for (;;) {
      const end = this.unread.indexOf(LINE_FEED);
      if (end !== -1 && end <= maxBytes) {
        const line = this.unread.toString(
          "utf8",
          0,
          end > 0 && this.unread[end - 1] === CARRIAGE_RETURN ? end - 1 : end,
        );
        this.drop(end + 1);
        return line;
      }
      if (end > maxBytes || this.unread.length > maxBytes) {
        throw new NetworkError("protocol", `a line of more than ${maxBytes} bytes: ${nameOf(this.address)}`);
      }
      if (this.ended) throw this.closed(this.unread.length > 0 ? "in the middle of a line" : "without an answer");
      await this.more();
    }
  }

  async some(maxBytes: number): Promise<string> {
    let rest: NodeJS.Timeout | undefined;
    let paused = false;
    try {
      while (this.unread.length < maxBytes && !this.unread.includes(LINE_FEED) && !this.ended && !paused) {
        if (this.unread.length > 0) {
          rest ??= setTimeout(() => {
            paused = true;
            this.wake?.();
          }, REST_MS);
        }
        await this.more();
      }
    } finally {
      clearTimeout(rest);
    }
    const text = this.unread.toString("utf8", 0, maxBytes);
    this.drop(Math.min(maxBytes, this.unread.length));
    return text;
  }

  async secure(options: TlsOptions): Promise<void> {
    const plain = this.socket;
    plain.removeAllListeners("data").removeAllListeners("end").removeAllListeners("close");
    const host = "host" in this.address ? this.address.host : "localhost";
    const socket = this.door.open({ socket: plain, host }, options);
    this.socket = socket;
    this.follow(socket);
    await this.happens(socket, "secureConnect");
    this.certificate = acceptCertificate(socket, {
      name: options.serverName ?? host,
      peer: nameOf(this.address),
      verify: options.verifyCertificate !== false,
    });
  }

  close(): void {
    this.signal.removeEventListener("abort", this);
    this.ended = true;
    this.socket.destroy();
  }

  private follow(socket: Socket): void {
    socket.on("data", (piece: Buffer) => {
      this.unread = Buffer.concat([this.unread, piece]);
      if (this.unread.length > MAX_UNREAD_BYTES) socket.pause();
      this.wake?.();
    });
    socket.on("error", (error) => this.fail(networkError(error, nameOf(this.address))));
    for (const event of ["end", "close"]) {
      socket.on(event, () => {
        this.ended = true;
        this.wake?.();
      });
    }
  }

  private fail(error: unknown): void {
    this.failure ??= error;
    this.socket.destroy();
    this.wake?.();
  }

  private drop(bytes: number): void {
    this.unread = this.unread.subarray(bytes);
    if (this.socket.isPaused() && this.unread.length <= MAX_UNREAD_BYTES) this.socket.resume();
  }

  private async happens(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
    let happened = false;
    socket.once(event, () => {
      happened = true;
      this.wake?.();
    });
    while (!happened) {
      if (this.ended && this.failure === undefined) throw this.closed("before it was set up");
      await this.more();
    }
  }

  private async more(): Promise<void> {
    if (this.failure === undefined) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
    if (this.failure !== undefined) throw this.failure;
  }

  private closed(when: string): NetworkError {
    return new NetworkError("closed", `the connection was closed ${when}: ${nameOf(this.address)}`);
  }
}
