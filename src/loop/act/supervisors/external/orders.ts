/** Gives a supervisor an order, and sees that it is carried out: started means that there is a process, stopped that there is none. */
import {
  type ActionResult,
  type ExternalService,
  messageOf,
  type ProcessIdentity,
  type ServiceState,
  unreachable,
} from "#core/model";
import type { Clock } from "#core/platform";
import { sameProcess } from "../identity.ts";
import { failed, succeeded } from "../scene.ts";
import type { ExternalSupervisor, Order } from "./supervisor.ts";
import { orderOf } from "./words.ts";

const firstPauseMs = 10;
const longestPauseMs = 500;
/** Some only note an order, and carry it out in their next turn; until then they say what was before it. */
const takenWithinMs = 1_000;

export interface Site {
  readonly service: ExternalService;
  readonly supervisor: ExternalSupervisor<ExternalService>;
  readonly clock: Clock;
  /** Asks the supervisor, and looks at the process. */
  readonly look: () => Promise<ServiceState>;
}

export async function carryOut(order: Order, site: Site): Promise<ActionResult> {
  const { service, supervisor } = site;
  const { target } = service;
  const before = await site.look();
  if (order.signal.aborted) return failed(`${target}: it was broken off before it began`);
  const already = alreadyDone(order, target, before);
  if (already !== undefined) return already;
  try {
    await supervisor.give(service, order);
  } catch (error) {
    return failed(`${target}: ${messageOf(error)}`);
  }
  return waitFor(order, before.process, site);
}

function alreadyDone(
  { what }: Order,
  target: string,
  { state, process, report }: ServiceState,
): ActionResult | undefined {
  if (report?.state === "no_answer") return failed(`${target}: its supervisor does not answer: ${report.words}`);
  if (what === "start" && process !== null && state !== "gone" && report?.state === "running")
    return succeeded(`${target} is already running with pid ${process.pid}`, process);
  const isDown = state === "gone" && (report?.state === "stopped" || report?.state === "gave_up");
  return what === "stop" && isDown ? succeeded(`${target} was not running`) : undefined;
}

async function waitFor(order: Order, before: ProcessIdentity | null, site: Site): Promise<ActionResult> {
  const { service, supervisor, clock } = site;
  const givenAt = clock.monotonic();
  const forceAt = clock.monotonic() + (supervisor.graceMs ?? Number.POSITIVE_INFINITY);
  const said = orderOf(service, order);
  let forced = order.force;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const now = await site.look();
    const result = resultOf(order, before, now, service.target, said);
    const isTaken = result?.success === true || clock.monotonic() - givenAt >= takenWithinMs;
    if (result !== undefined && isTaken) return result;
    if (order.signal.aborted) {
      const words = now.report?.words ?? "nothing";
      return failed(`${service.target}: it was broken off; its supervisor says ${words} after ${said}`);
    }
    if (!forced && clock.monotonic() >= forceAt) {
      forced = true;
      await supervisor.give(service, { ...order, force: true }).catch(() => undefined);
    }
    await clock.sleep(pauseMs, order.signal).catch(() => undefined);
  }
}

/** Undefined: not yet. */
function resultOf(
  { what }: Order,
  before: ProcessIdentity | null,
  { state, process, report }: ServiceState,
  target: string,
  said: string,
): ActionResult | undefined {
  const isUp = process !== null && (state === "running" || state === "stopped_by_signal");
  switch (what) {
    case "stop":
      if (isUp || report?.state === "changing" || report?.state === "running") return undefined;
      return succeeded(`${target} was stopped (${said})`);
    case "start":
    case "restart": {
      const isNew = isUp && (before === null || !sameProcess(before, process));
      if (isNew || (isUp && what === "start"))
        return succeeded(
          `${target} was ${what === "start" ? "started" : "restarted"} with pid ${process.pid} (${said})`,
          process,
        );
      if (report?.state === "gave_up" || report?.state === "stopped")
        return failed(`${target} ended again right after its start; its supervisor says ${report.words} (${said})`);
      return report?.state === "no_answer" ? failed(`${target}: ${report.words} (${said})`) : undefined;
    }
    default:
      return unreachable(what);
  }
}
