/** One line to a stream socket, and the first line back that is the answer to it. */
import { connect } from "node:net";

export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

/** A daemon that talks without end is not listened to for ever. */
const mostBytes = 1_048_576;

/** What never arrived is told from what may have, as the platform's own network does: by a `reason`. */
class Unsent extends Error {
  readonly reason = "refused";
}

/** Resolves to what `read` makes of the first line that it makes anything of; undefined when the other side ends before. */
export function exchangeLine<T>(
  address: Address,
  line: string,
  signal: AbortSignal,
  read: (line: string) => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...address });
    let connected = false;
    let rest = "";
    let taken = 0;
    const finish = (settle: () => void) => {
      signal.removeEventListener("abort", onAbort);
      socket.destroy();
      settle();
    };
    const onAbort = () => finish(() => reject(signal.reason));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    socket.setEncoding("utf8");
    socket.once("connect", () => {
      connected = true;
      socket.write(`${line}\n`);
    });
    socket.on("data", (piece: string) => {
      taken += piece.length;
      const lines = (rest + piece).split("\n");
      rest = lines.pop() ?? "";
      for (const one of lines) {
        const answer = read(one);
        if (answer !== undefined) return finish(() => resolve(answer));
      }
      if (taken > mostBytes) finish(() => reject(new Error("the daemon says too much")));
    });
    socket.once("error", (error) => {
      const where = "path" in address ? address.path : `${address.host}:${address.port}`;
      const message = `${error.message}: ${where}`;
      finish(() => reject(connected ? new Error(message) : new Unsent(message)));
    });
    socket.once("close", () => finish(() => resolve(undefined)));
  });
}
