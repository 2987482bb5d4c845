/** What a program writes, up to a limit; beyond it is read and dropped, so that the program is never held up. */
import type { Readable } from "node:stream";

export class CapturedOutput {
  truncated = false;
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private readonly maxBytes: number;

  constructor(stream: Readable, maxBytes: number) {
    this.maxBytes = maxBytes;
    stream.on("data", (piece: Buffer) => this.take(piece));
    stream.on("error", () => {});
  }

  text(): string {
    // `stream` leaves out half a character at the place where it was cut.
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(this.pieces), { stream: this.truncated });
  }

  /** One character for each byte. */
  bytesAsText(): string {
    return Buffer.concat(this.pieces).toString("latin1");
  }

  private take(piece: Buffer): void {
    const room = this.maxBytes - this.bytes;
    if (piece.length > room) this.truncated = true;
    if (room <= 0) return;
    // Copied when cut, since a slice would keep all of it.
    this.pieces.push(piece.length > room ? Buffer.from(piece.subarray(0, room)) : piece);
    this.bytes += Math.min(piece.length, room);
  }
}
