/** The few parts of Protocol Buffers that OTLP needs (https://protobuf.dev/programming-guides/encoding/). */

/** A message under construction; fields that are left out have their default. */
export class Message {
  readonly #parts: Uint8Array[] = [];

  /** uint32, enums: not negative, below 2^53. */
  varint(field: number, value: number): this {
    return this.#push(tag(field, 0), varint(value));
  }

  fixed32(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return this.#push(tag(field, 5), bytes);
  }

  fixed64(field: number, value: bigint): this {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(value);
    return this.#push(tag(field, 1), bytes);
  }

  double(field: number, value: number): this {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    return this.#push(tag(field, 1), bytes);
  }

  /** int64 from a safe integer; a negative one takes ten bytes. */
  int64(field: number, value: number): this {
    return this.#push(tag(field, 0), value < 0 ? bigVarint(BigInt.asUintN(64, BigInt(value))) : varint(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#push(tag(field, 2), varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, "utf8"));
  }

  message(field: number, inner: Message): this {
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #push(...parts: readonly Uint8Array[]): this {
    this.#parts.push(...parts);
    return this;
  }
}

function tag(field: number, wire: 0 | 1 | 2 | 5): Uint8Array {
  return varint(field * 8 + wire);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

function bigVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
