/**
 * Reads one answer out of the pieces a socket delivers. Nearly every answer to a health check arrives in one piece and
 * is then read in place, without a copy.
 */
import type { HttpResponse } from "../../index.ts";
import { ChunkedBody } from "./chunked-body.ts";
import { NetworkError } from "./errors.ts";
import { parseHead, type ResponseHead } from "./response-head.ts";

const MAX_HEAD_BYTES = 65_536;
const START = "HTTP/1.";

export class ResponseReader {
  /** Something came: the request has certainly been seen. */
  started = false;
  /** The connection may carry the next request. */
  reusable = false;
  private head: ResponseHead | undefined;
  private headBytes = 0;
  private pending: Buffer | undefined;
  private chunked: ChunkedBody | undefined;
  private remaining = 0;
  private truncated = false;
  private bodyBytes = 0;
  private pieces: Buffer[] = [];
  private readonly method: string;
  private readonly maxBodyBytes: number;

  constructor(method: string, maxBodyBytes: number) {
    this.method = method;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Takes the first `length` bytes of `bytes` (which is not kept); returns the answer once it is complete. */
  feed(bytes: Buffer, length: number): HttpResponse | undefined {
    this.started = true;
    if (this.head !== undefined) return this.readBody(this.head, bytes, 0, length);
    const all =
      this.pending === undefined ? bytes.subarray(0, length) : Buffer.concat([this.pending, bytes.subarray(0, length)]);
    return this.readHead(all, 0);
  }

  /** The peer has closed its side; returns the answer when that is how its end is marked. */
  end(): HttpResponse | undefined {
    return this.head?.body.kind === "close" ? this.complete(this.head) : undefined;
  }

  private readHead(bytes: Buffer, start: number): HttpResponse | undefined {
    const beginning = bytes.toString("latin1", start, Math.min(start + START.length, bytes.length));
    if (!START.startsWith(beginning)) {
      throw garbage(
        `it begins with ${JSON.stringify(bytes.toString("latin1", start, Math.min(start + 40, bytes.length)))}`,
      );
    }
    const end = bytes.indexOf("\r\n\r\n", start, "latin1");
    if (this.headBytes + (end === -1 ? bytes.length : end) - start > MAX_HEAD_BYTES)
      throw garbage("headers beyond 64 KiB");
    if (end === -1) {
      this.pending = Buffer.from(bytes.subarray(start));
      return undefined;
    }
    const head = parseHead(bytes.toString("latin1", start, end), this.method);
    this.headBytes += end + 4 - start;
    this.pending = undefined;
    if (head.status === 101) throw garbage("a change of protocol that was not asked for");
    if (head.status < 200) return end + 4 < bytes.length ? this.readHead(bytes, end + 4) : undefined;
    this.head = head;
    if (head.body.kind === "length") this.remaining = head.body.bytes;
    if (head.body.kind === "chunked") this.chunked = new ChunkedBody((chunk, from, to) => this.keep(chunk, from, to));
    return this.readBody(head, bytes, end + 4, bytes.length);
  }

  private readBody(head: ResponseHead, bytes: Buffer, start: number, end: number): HttpResponse | undefined {
    switch (head.body.kind) {
      case "none":
        return this.complete(head, start < end);
      case "length": {
        const upTo = Math.min(end, start + this.remaining);
        if (this.bodyBytes === 0 && upTo - start === this.remaining && this.remaining <= this.maxBodyBytes) {
          return this.complete(head, upTo < end, bytes.toString("utf8", start, upTo));
        }
        this.remaining -= upTo - start;
        this.keep(bytes, start, upTo);
        return this.remaining === 0 || this.truncated ? this.complete(head, upTo < end) : undefined;
      }
      case "chunked": {
        const upTo = this.chunked?.feed(bytes, start, end) ?? end;
        return this.chunked?.done || this.truncated ? this.complete(head, upTo < end) : undefined;
      }
      case "close":
        this.keep(bytes, start, end);
        return this.truncated ? this.complete(head) : undefined;
    }
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    const room = this.maxBodyBytes - this.bodyBytes;
    if (end - start > room) this.truncated = true;
    const kept = Math.min(end - start, room);
    if (kept > 0) this.pieces.push(Buffer.from(bytes.subarray(start, start + kept)));
    this.bodyBytes += kept;
  }

  private complete(head: ResponseHead, moreFollows = false, body?: string): HttpResponse {
    // Bytes beyond the answer belong to no question of ours, and the rest of a cut body is still on its way.
    this.reusable = head.keepAlive && !moreFollows && !this.truncated && head.body.kind !== "close";
    return { status: head.status, headers: head.headers, body: body ?? this.text(), truncated: this.truncated };
  }

  private text(): string {
    if (this.pieces.length === 0) return "";
    // `stream` leaves out half a character at the place where a body was cut.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(this.pieces), { stream: this.truncated });
  }
}

function garbage(what: string): NetworkError {
  return new NetworkError("protocol", `not a valid HTTP answer: ${what}`);
}
