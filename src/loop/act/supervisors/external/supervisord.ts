/** supervisord, by XML-RPC over its Unix socket; nothing is forked. */
import type { SupervisordService } from "#core/model";
import type { Answer, ExternalSupervisor, Means, Order } from "./supervisor.ts";
import { RpcFault, type RpcValue, readResponse, writeCall } from "./xml-rpc.ts";

/** Faults of supervisor.rpcinterface that only say that there is nothing to do. */
const alreadyStarted = 60;
const notRunning = 70;
const pollMs = 25;
const longestPollMs = 250;

export function createSupervisord(means: Means): ExternalSupervisor<SupervisordService> {
  return {
    pace: { firstMs: 100, longestMs: 2_000 },
    ask: (service, signal) => ask(service, signal, means),
    give: (service, order) => give(service, order, means),
  };
}

/** What it is told, as words for people. */
export function supervisordOrders({ program }: SupervisordService, { what, force }: Pick<Order, "what" | "force">) {
  const stop = force
    ? [`supervisor.stopProcess(${program})`, `supervisor.signalProcess(${program}, KILL)`]
    : [`supervisor.stopProcess(${program})`];
  const start = [`supervisor.startProcess(${program})`];
  return { start, stop, restart: [...stop, ...start] }[what];
}

async function ask(service: SupervisordService, signal: AbortSignal, means: Means): Promise<Answer> {
  const info = await call(service, "getProcessInfo", [service.program], signal, means);
  if (typeof info !== "object" || info === null || Array.isArray(info))
    throw new Error("supervisord gave no process info");
  const { statename, pid, start, exitstatus, spawnerr } = info as Readonly<Record<string, RpcValue>>;
  const state = String(statename);
  const since = typeof start === "number" && start > 0 ? { since: start * 1_000 } : {};
  const whole = { pid: typeof pid === "number" && pid > 0 ? pid : null, words: state, ...since };
  switch (state) {
    case "RUNNING":
      return { ...whole, state: "running" };
    case "STOPPED":
      return { ...whole, state: "stopped" };
    case "EXITED":
      return { ...whole, words: `EXITED (exit code ${String(exitstatus)})`, state: "gave_up" };
    case "FATAL":
      return { ...whole, words: `FATAL (${String(spawnerr)})`, state: "gave_up" };
    default:
      // STARTING, BACKOFF, STOPPING
      return { ...whole, state: "changing" };
  }
}

async function give(service: SupervisordService, order: Order, means: Means): Promise<void> {
  const { program } = service;
  if (order.what !== "start") {
    await unless(notRunning, call(service, "stopProcess", [program, false], order.signal, means));
    if (order.force) await unless(notRunning, call(service, "signalProcess", [program, "KILL"], order.signal, means));
  }
  if (order.what === "restart") await untilDown(service, order.signal, means);
  if (order.what !== "stop")
    await unless(alreadyStarted, call(service, "startProcess", [program, false], order.signal, means));
}

async function untilDown(service: SupervisordService, signal: AbortSignal, means: Means): Promise<void> {
  for (let pauseMs = pollMs; ; pauseMs = Math.min(pauseMs * 2, longestPollMs)) {
    const { state } = await ask(service, signal, means);
    if (state !== "running" && state !== "changing") return;
    await means.clock.sleep(pauseMs, signal);
  }
}

async function unless(code: number, done: Promise<unknown>): Promise<void> {
  await done.catch((error: unknown) => {
    if (!(error instanceof RpcFault) || error.code !== code) throw error;
  });
}

async function call(
  { socket, username, password }: SupervisordService,
  method: string,
  values: readonly (string | boolean)[],
  signal: AbortSignal,
  { network }: Means,
): Promise<RpcValue> {
  const credentials = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  const response = await network.http({
    method: "POST",
    url: "http://localhost/RPC2",
    socket,
    headers: {
      "Content-Type": "text/xml",
      ...(username === undefined ? {} : { Authorization: `Basic ${credentials}` }),
    },
    body: writeCall(`supervisor.${method}`, values),
    signal,
  });
  if (response.status === 401) throw new Error("supervisord asks for another username and password");
  if (response.status !== 200) throw new Error(`supervisord answers with status ${response.status}`);
  return readResponse(response.body);
}
