/**
 * Stands between the library and its socket. The library reads what comes inside of an event handler, and throws there when that
 * is not what it expects, where it would end the process; and it keeps on reading for as long as something comes.
 */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Certificate } from "#core/platform";

/** The answer to the one query takes a few hundred bytes. */
const maxBytes = 262_144;

/** Of the library's connection, what is used here. */
export interface Wire {
  stream: Socket;
  attachListeners(stream: Socket): void;
}

export interface Guarded {
  /** What went wrong below the library, which is more than it says itself. */
  failure(): Error | undefined;
  certificate(): Certificate | undefined;
}

export function guard(wire: Wire): Guarded {
  let failure: Error | undefined;
  let certificate: Certificate | undefined;
  const attach = wire.attachListeners.bind(wire);
  wire.attachListeners = (stream) => {
    let bytes = 0;
    const fail = (error: Error) => {
      failure ??= error;
      stream.destroy();
    };
    const emit = stream.emit.bind(stream) as (event: string | symbol, ...rest: unknown[]) => boolean;
    stream.emit = (event: string | symbol, ...rest: unknown[]): boolean => {
      if (event !== "data") return emit(event, ...rest);
      bytes += (rest[0] as Buffer).length;
      if (bytes > maxBytes) fail(new Error("it is no PostgreSQL server: it says far too much"));
      if (failure !== undefined) return true;
      try {
        return emit(event, ...rest);
      } catch (error) {
        fail(new Error(`it is no PostgreSQL server: ${error instanceof Error ? error.message : String(error)}`));
        return true;
      }
    };
    stream.once("secureConnect", () => {
      const { valid_from: from, valid_to: to } = (stream as TLSSocket).getPeerCertificate();
      if (to !== undefined) certificate = { startsAt: Date.parse(from), expiresAt: Date.parse(to) };
    });
    attach(stream);
  };
  return { failure: () => failure, certificate: () => certificate };
}
