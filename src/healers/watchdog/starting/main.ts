/**
 * Starts critical services while no engine lives, by the very code by which the engine does. A process of its own, so that the watchdog need not
 * carry that code; it is started when it is needed, reads orders from standard input, and ends with it. What it starts outlives it.
 */
import { createInterface } from "node:readline";
import { event, messageOf, type NewEvent, type Service } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createServices, type SupervisedServices } from "#loop/act/supervisors";
import type { StartAnswer, StartOrder } from "./messages.ts";

const platform = createRealPlatform();
/** An order that hangs must not keep the others waiting for ever. */
const withinMs = 20_000;

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await carryOut(JSON.parse(line) as StartOrder);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
platform.close();

async function carryOut(order: StartOrder): Promise<StartAnswer> {
  const { target } = order.service;
  const events: NewEvent[] = [];
  const services = servicesOf(order.dataId, events);
  try {
    const result = await workOn(services, order);
    return { target, ...result, process: services.look(target).process, events };
  } catch (error) {
    return { target, ok: false, summary: messageOf(error), process: null, events };
  } finally {
    services.release();
  }
}

function servicesOf(dataId: string, events: NewEvent[]): SupervisedServices {
  const { processes, clock, files, network } = platform;
  return createServices({
    ...{ processes, clock, files, network, dataId },
    restartsSince: () => 0,
    stoppedByHuman: () => false,
    // What an external supervisor is told by this order is the emergency's doing as well.
    onStarted: (target, started, cause) =>
      events.push(
        event("service.started", { target, process: started, cause: cause === "repair" ? "emergency" : cause }),
      ),
    onRestarted: (target, times) => events.push(event("service.restarted", { target, times })),
    onStopped: (target, stopped, cause) => events.push(event("service.stopped", { target, process: stopped, cause })),
    onExit: (target, exit) => events.push(event("service.exited", { target, ...exit })),
  });
}

async function workOn(
  services: SupervisedServices,
  { service, known, steps }: StartOrder,
): Promise<{ readonly ok: boolean; readonly summary: string }> {
  const life =
    known === null
      ? undefined
      : {
          process: known.process,
          stopped: known.stopped,
          ...(known.startedAt === undefined ? {} : { startedAt: known.startedAt }),
        };
  const { state, process: found, report } = await services.adopt(service, life);
  const { target } = service;
  if (state !== "gone" && state !== "zombie") return { ok: true, summary: `${target} runs, pid ${found?.pid}` };
  if (report?.state === "stopped")
    return { ok: false, summary: `somebody told its supervisor to stop it (${report.words})` };
  if (report?.state === "changing")
    return { ok: false, summary: `its own supervisor is at work on it (${report.words})` };
  if (report?.state === "no_answer") return { ok: false, summary: `its supervisor does not answer: ${report.words}` };
  let summary = "";
  for (const step of steps ?? [{ action: "service.start", timeoutMs: withinMs }]) {
    const signal = AbortSignal.timeout(Math.min(step.timeoutMs, withinMs));
    const result = await perform(services, service, step.action, signal);
    summary = result.summary;
    if (!result.success) return { ok: false, summary };
  }
  return { ok: true, summary };
}

function perform(
  services: SupervisedServices,
  service: Service,
  action: "service.start" | "service.stop" | "service.restart",
  signal: AbortSignal,
) {
  if (action === "service.stop") return services.stop(service, { signal, cause: "repair" });
  // It is down: what restarts it, starts it.
  if (service.kind !== "direct") return services.restart(service, { signal });
  return services.start(service, { cause: "emergency", signal });
}
