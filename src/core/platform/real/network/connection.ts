/**
 * One HTTP connection: at most one question at a time. Sockets read into one buffer that all connections share
 * (`onread`), since an answer is taken out of it before anything else runs; so a thousand connections cost one buffer.
 */
import { connect, type NetConnectOpts, type Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import type { Certificate, HttpResponse, TlsOptions } from "../../index.ts";
import { acceptCertificate } from "./certificate.ts";
import { NetworkError, networkError } from "./errors.ts";
import type { Origin } from "./request.ts";
import { ResponseReader } from "./response-reader.ts";
import type { TlsDoor } from "./tls.ts";

/** A certificate that is near its end is about to be replaced, and a kept connection would go on showing the old one. */
const SEEN_ANEW_MS = 30 * 86_400_000;
const LONGEST_SECURE_MS = 3_600_000;

export interface Question {
  readonly text: string | Uint8Array;
  readonly method: string;
  readonly maxBodyBytes: number;
  readonly signal: AbortSignal;
}

/** What opening connections needs; shared by all of them. */
export interface Opening {
  readonly buffer: Buffer;
  readonly door: TlsDoor;
  readonly onClosed: (connection: Connection) => void;
}

/** The connection had been closed by the peer before it saw the question. */
export const stale = Symbol("stale");

export class Connection {
  idleSince = 0;
  closed = false;
  readonly key: string;
  private readonly origin: Origin;
  private readonly opening: Opening;
  private readonly socket: Socket;
  private ready: boolean;
  private answers = 0;
  private readonly tls: TlsOptions;
  private readonly openedAt = performance.now();
  private certificate: Certificate | undefined;
  private reader: ResponseReader | undefined;
  private question: Question | undefined;
  private resolve: ((response: HttpResponse | typeof stale) => void) | undefined;
  private reject: ((error: unknown) => void) | undefined;

  constructor(origin: Origin, key: string, tls: TlsOptions, opening: Opening) {
    this.origin = origin;
    this.tls = tls;
    this.key = key;
    this.opening = opening;
    this.ready = !origin.secure;
    const onread = { buffer: opening.buffer, callback: (length: number) => this.onBytes(length) };
    const { host, port, socket } = origin;
    const address = socket === undefined ? { host, port } : { path: socket };
    const options: NetConnectOpts = { ...address, onread };
    this.socket = origin.secure
      ? opening.door.open({ host, port }, tls, { onread, ALPNProtocols: ["http/1.1"] } as ConnectionOptions)
      : connect(options);
    if (origin.secure) this.socket.once("secureConnect", () => this.onSecure());
    this.socket.on("end", () => this.onEnd());
    this.socket.on("error", (error) => this.fail(error));
    this.socket.on("close", () => this.fail(new NetworkError("closed", `the connection was closed: ${origin.name}`)));
  }

  /** Of an encrypted connection: it is not to be kept, so that the certificate is looked at again. */
  get mustBeSeenAnew(): boolean {
    if (!this.origin.secure) return false;
    const leftMs = (this.certificate?.expiresAt ?? Number.POSITIVE_INFINITY) - Date.now();
    return leftMs < SEEN_ANEW_MS || performance.now() - this.openedAt > LONGEST_SECURE_MS;
  }

  /** Resolves to `stale` when nothing came back and the connection had served before: it may be asked anew. */
  ask(question: Question): Promise<HttpResponse | typeof stale> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.question = question;
      this.reader = new ResponseReader(question.method, question.maxBodyBytes);
      question.signal.addEventListener("abort", this);
      this.socket.ref();
      // Nothing is sent to a peer whose certificate has not been looked at.
      if (this.ready) this.socket.write(question.text);
    });
  }

  /** Of the abort signal. The object itself is the listener, which saves a closure for each question. */
  handleEvent(): void {
    this.fail(this.question?.signal.reason);
  }

  destroy(): void {
    if (this.closed) return;
    this.closed = true;
    this.socket.destroy();
    this.opening.onClosed(this);
  }

  private onSecure(): void {
    const { serverName = this.origin.host, verifyCertificate } = this.tls;
    try {
      const expected = { name: serverName, peer: this.origin.name, verify: verifyCertificate !== false };
      this.certificate = acceptCertificate(this.socket as TLSSocket, expected);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.ready = true;
    if (this.question !== undefined) this.socket.write(this.question.text);
  }

  private onBytes(length: number): boolean {
    // Bytes that nobody asked for: whatever is at the other end, it is out of step.
    if (this.reader === undefined) this.destroy();
    else this.read(this.reader, length);
    return true;
  }

  private read(reader: ResponseReader, length: number): void {
    try {
      const response = reader.feed(this.opening.buffer, length);
      if (response !== undefined) this.finish(response, reader.reusable);
    } catch (error) {
      this.fail(error);
    }
  }

  private onEnd(): void {
    const response = this.reader?.end();
    const when = this.reader?.started ? "in the middle of the answer" : "without an answer";
    if (response !== undefined) this.finish(response, false);
    else this.fail(new NetworkError("closed", `the connection was closed ${when}: ${this.origin.name}`));
  }

  private finish(response: HttpResponse, reusable: boolean): void {
    const { resolve } = this;
    this.answers++;
    this.settle();
    if (reusable) this.socket.unref();
    else this.destroy();
    const { certificate } = this;
    resolve?.(certificate === undefined ? response : { ...response, certificate });
  }

  private fail(error: unknown): void {
    const { resolve, reject, reader, question } = this;
    this.settle();
    this.destroy();
    if (question === undefined) return;
    if (question.signal.aborted) reject?.(question.signal.reason);
    else if (this.answers > 0 && reader?.started === false) resolve?.(stale);
    else reject?.(networkError(error, this.origin.socket ?? this.origin.name));
  }

  private settle(): void {
    this.question?.signal.removeEventListener("abort", this);
    this.question = undefined;
    this.reader = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }
}
