/** Runs a piece of JavaScript inside another Node process, by its inspector: how a work loop is wedged, or made to eat memory, for real. */
import type { Scene } from "./scene.ts";
import { kill } from "./scene.ts";

/** The process was started with --inspect-port=0; SIGUSR1 opens the inspector, which says where. Does not wait for an answer. */
export async function evaluateIn(scene: Scene, pid: number, expression: string, signal: AbortSignal): Promise<void> {
  const before = scene.lines().length;
  kill(pid, "SIGUSR1");
  const url = await scene.until(
    `the inspector of ${pid} listens`,
    () => {
      const said = scene.lines().slice(before);
      const found = said.map(({ text }) => /^Debugger listening on (ws:\S+)$/.exec(text)?.[1]).find(Boolean);
      return found;
    },
    10_000,
    signal,
  );
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector answers at ${url}`)));
  });
  socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
  // Closing it at once would take the question back before it was read.
  await scene.until("the question is on its way", () => socket.bufferedAmount === 0, 5_000, signal);
  setTimeout(() => socket.close(), 500).unref();
}
