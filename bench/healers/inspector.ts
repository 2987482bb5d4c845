/** Runs a piece of JavaScript inside other Node processes, by their inspectors: how a work loop is wedged, or made to eat memory, for real. */
import type { Scene } from "./scene.ts";
import { kill } from "./scene.ts";

/**
 * They were started with --inspect-port=0; SIGUSR1 opens the inspector, which says where. All are asked at one stroke, once all listen. Does
 * not wait for an answer.
 */
export async function evaluateIn(
  scene: Scene,
  pids: readonly number[],
  expression: string,
  signal: AbortSignal,
): Promise<void> {
  const sockets: WebSocket[] = [];
  for (const pid of pids) sockets.push(await openInspector(scene, pid, signal));
  for (const socket of sockets)
    socket.send(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }));
  // Closing one at once would take the question back before it was read.
  await scene.until(
    "the question is on its way",
    () => sockets.every(({ bufferedAmount }) => bufferedAmount === 0),
    5_000,
    signal,
  );
  for (const socket of sockets) setTimeout(() => socket.close(), 500).unref();
}

async function openInspector(scene: Scene, pid: number, signal: AbortSignal): Promise<WebSocket> {
  const before = scene.lines().length;
  kill(pid, "SIGUSR1");
  const url = await scene.until(
    `the inspector of ${pid} listens`,
    () => {
      const said = scene.lines().slice(before);
      return said.map(({ text }) => /^Debugger listening on (ws:\S+)$/.exec(text)?.[1]).find(Boolean);
    },
    10_000,
    signal,
  );
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve);
    socket.addEventListener("error", () => reject(new Error(`no inspector answers at ${url}`)));
  });
  return socket;
}
