/** signal-cli-rest-api in its mode json-rpc: a WebSocket (`/v1/receive/{number}`) with one envelope a message. */
import type { ReplyContext } from "#core/model";
import { below } from "../address.ts";
import { jsonOf } from "../answer.ts";

const mostBytes = 1_048_576;
/** How often it is asked whether the other side is still there. */
const pingEveryMs = 30_000;

export async function hearSocket(
  address: string,
  account: string,
  { signal, clock }: ReplyContext,
  take: (envelope: unknown) => Promise<void>,
): Promise<void> {
  if (signal.aborted) return;
  // Only where somebody listens.
  const { WebSocket } = await import("ws");
  const url = below(address, `/v1/receive/${encodeURIComponent(account)}`).replace(/^http/, "ws");
  const socket = new WebSocket(url, { maxPayload: mostBytes, perMessageDeflate: false });
  let answered = true;
  let timer = clock.after(pingEveryMs, ping);
  function ping(): void {
    if (!answered) {
      socket.terminate();
      return;
    }
    answered = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
    timer = clock.after(pingEveryMs, ping);
  }
  const onAbort = () => socket.terminate();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.on("pong", () => {
        answered = true;
      });
      socket.on("message", (data) => {
        answered = true;
        void take(jsonOf({ body: String(data) })).catch(reject);
      });
      socket.on("error", reject);
      socket.on("close", () =>
        signal.aborted ? resolve() : reject(new Error("signal-cli-rest-api has closed the connection")),
      );
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    timer.cancel();
    signal.removeEventListener("abort", onAbort);
    socket.terminate();
  }
}
