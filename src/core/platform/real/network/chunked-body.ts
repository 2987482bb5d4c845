/** The chunked transfer coding of RFC 9112 §7.1, read piece by piece from whatever the socket delivers. */
import { NetworkError } from "./errors.ts";

/** Chunk extensions and trailers are read over; this is how much of them is bearable. */
const MAX_OVERHEAD_BYTES = 65_536;
const SIZE_LINE = /^([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?$/;
const LINE_FEED = 10;

export class ChunkedBody {
  done = false;
  private part: "size" | "data" | "data-end" | "trailer" = "size";
  private line = "";
  private remaining = 0;
  private overhead = 0;
  private readonly take: (bytes: Buffer, start: number, end: number) => void;

  /** `take` gets the bytes of the body in order; it must not keep the buffer. */
  constructor(take: (bytes: Buffer, start: number, end: number) => void) {
    this.take = take;
  }

  /** Reads on from `start`; returns where it stopped, which is `end` unless the body is complete. */
  feed(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && !this.done) {
      if (this.part === "data") {
        const upTo = Math.min(end, at + this.remaining);
        this.take(bytes, at, upTo);
        this.remaining -= upTo - at;
        at = upTo;
        if (this.remaining === 0) this.part = "data-end";
      } else {
        at = this.readLine(bytes, at, end);
      }
    }
    return at;
  }

  private readLine(bytes: Buffer, start: number, end: number): number {
    const found = bytes.subarray(0, end).indexOf(LINE_FEED, start);
    const stop = found === -1 ? end : found + 1;
    this.overhead += stop - start;
    if (this.overhead > MAX_OVERHEAD_BYTES && this.part !== "size") throw garbage("trailers that do not end");
    if (this.line.length + stop - start > 1_024 && this.part === "size")
      throw garbage("a chunk size line that does not end");
    this.line += bytes.toString("latin1", start, stop);
    if (found !== -1) {
      if (!this.line.endsWith("\r\n")) throw garbage("a line that does not end in CRLF");
      const line = this.line.slice(0, -2);
      this.line = "";
      this.endLine(line);
    }
    return stop;
  }

  private endLine(line: string): void {
    switch (this.part) {
      case "size": {
        const size = SIZE_LINE.exec(line)?.[1];
        if (size === undefined) throw garbage(`a bad chunk size ${JSON.stringify(line.slice(0, 40))}`);
        this.remaining = Number.parseInt(size, 16);
        this.part = this.remaining === 0 ? "trailer" : "data";
        // Only what comes without any data in between counts as endless.
        this.overhead = 0;
        return;
      }
      case "data-end":
        if (line !== "") throw garbage("a chunk longer than its size");
        this.part = "size";
        return;
      case "trailer":
        if (line === "") this.done = true;
        return;
      case "data":
        return;
    }
  }
}

function garbage(what: string): NetworkError {
  return new NetworkError("protocol", `not a valid HTTP answer: ${what}`);
}
