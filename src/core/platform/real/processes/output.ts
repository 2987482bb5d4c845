/** What a program writes, up to a limit; beyond it is read and dropped, so that the program is never held up. */
import type { Readable } from "node:stream";

export interface Keeping {
  readonly maxBytes: number;
  /** The middle is dropped, and not the end. */
  readonly keepsEnd?: boolean;
}

export class CapturedOutput {
  truncated = false;
  private readonly head: Buffer[] = [];
  /** The last pieces, of which the first is cut when all is told. */
  private readonly tail: Buffer[] = [];
  private headBytes = 0;
  private tailBytes = 0;
  private readonly maxHeadBytes: number;
  private readonly maxTailBytes: number;

  constructor(stream: Readable, { maxBytes, keepsEnd = false }: Keeping) {
    this.maxTailBytes = keepsEnd ? Math.floor(maxBytes / 2) : 0;
    this.maxHeadBytes = maxBytes - this.maxTailBytes;
    stream.on("data", (piece: Buffer) => this.take(piece));
    stream.on("error", () => {});
  }

  text(): string {
    const tail = Buffer.concat(this.tail);
    const left = Math.max(0, tail.length - this.maxTailBytes);
    const isCut = this.truncated || left > 0;
    // `stream` leaves out half a character at the place where it was cut.
    const head = decoded(Buffer.concat(this.head), isCut);
    if (this.maxTailBytes === 0) return head;
    if (!isCut) return decoded(Buffer.concat([...this.head, tail]), false);
    return `${head}\n[…]\n${decoded(fromWholeCharacter(tail.subarray(left)), false)}`;
  }

  /** One character for each byte. */
  bytesAsText(): string {
    return Buffer.concat([...this.head, ...this.tail]).toString("latin1");
  }

  private take(piece: Buffer): void {
    const room = this.maxHeadBytes - this.headBytes;
    const cut = Math.max(0, Math.min(piece.length, room));
    // Copied when cut, since a slice would keep all of it.
    if (cut > 0) this.head.push(cut < piece.length ? Buffer.from(piece.subarray(0, cut)) : piece);
    this.headBytes += cut;
    if (cut === piece.length) return;
    if (this.maxTailBytes > 0) this.takeAtEnd(Buffer.from(piece.subarray(cut)));
    else this.truncated = true;
  }

  private takeAtEnd(piece: Buffer): void {
    this.tail.push(piece);
    this.tailBytes += piece.length;
    if (this.tailBytes > this.maxTailBytes) this.truncated = true;
    for (let first = this.tail[0]; first !== undefined; first = this.tail[0]) {
      if (this.tailBytes - first.length < this.maxTailBytes) return;
      this.tail.shift();
      this.tailBytes -= first.length;
    }
  }
}

function decoded(bytes: Buffer, isCut: boolean): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: isCut });
}

/** Without the rest of a character whose beginning was dropped. */
function fromWholeCharacter(bytes: Buffer): Buffer {
  let start = 0;
  while (start < 3 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.subarray(start);
}
