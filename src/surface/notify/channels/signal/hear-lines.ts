/** Notifications on the daemon's TCP or Unix socket: one JSON object a line. */
import { once } from "node:events";
import { connect } from "node:net";
import { jsonOf } from "../answer.ts";
import type { Address } from "./line.ts";

const mostCharacters = 1_048_576;
/** Of the kernel's own questions whether the other side is still there. */
const keepAliveMs = 30_000;

export async function hearLines(
  address: Address,
  signal: AbortSignal,
  take: (line: unknown) => Promise<void>,
): Promise<void> {
  const socket = connect({ ...address, keepAlive: true, keepAliveInitialDelay: keepAliveMs });
  const onAbort = () => socket.destroy();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    if (signal.aborted) return;
    await once(socket, "connect", { signal });
    let rest = "";
    for await (const piece of socket.setEncoding("utf8")) {
      const lines = (rest + (piece as string)).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > mostCharacters) throw new Error("signal-cli says too much in one line");
      for (const line of lines) await take(jsonOf({ body: line }));
    }
    throw new Error("signal-cli has closed the connection");
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
    socket.destroy();
  }
}
