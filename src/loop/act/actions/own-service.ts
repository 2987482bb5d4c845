/** The input of the actions on services, and the border that none of them crosses: the target's own service, as its owner declared it. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  type DirectService,
  type ExternalService,
  type Service,
  type ServiceState,
  serviceSchema,
  type Target,
} from "#core/model";
import { nameOf, orderOf } from "../supervisors/external/index.ts";
import { Refusal } from "./result.ts";

export const ownServiceSchema = z.strictObject({
  service: serviceSchema.describe("The supervised service: $target.supervisor"),
  force: z.boolean().optional().describe("Ends it by SIGKILL at once, without its stop signal and grace"),
});

/** An action of one target may not touch another's service, nor start another command under the target's name. */
export function requireOwn(service: Service, target: Target): void {
  if (service.target !== target.id) {
    throw new Refusal(
      `the service of ${service.target} is not that of ${target.id}; a step only touches its own target's service`,
    );
  }
  const declared = target.supervisor;
  if (declared === undefined) throw new Refusal(`${target.id} declares no supervisor`);
  // All of it counts: another environment or folder makes another program of the same command.
  if (!isDeepStrictEqual(wholeOf(declared), service)) {
    throw new Refusal(`the service is not the one that ${target.id} declares now; the plan is out of date`);
  }
}

/** Checked once: a declaration never changes, a reload brings another one. */
const whole = new WeakMap<Service, Service>();

function wholeOf(declared: Service): Service {
  const known = whole.get(declared) ?? serviceSchema.parse(declared);
  whole.set(declared, known);
  return known;
}

/** What an order to an external supervisor would be, in words. */
export function orderWords(
  service: ExternalService,
  what: "start" | "stop" | "restart",
  force: boolean | undefined,
  { process, report }: ServiceState,
): string {
  const pid = process === null ? "" : `, pid ${process.pid}`;
  const said = report === null ? "" : `; its supervisor says ${report.words}`;
  return `Would ${what} ${service.target}, ${nameOf(service)}${pid}${said}: ${orderOf(service, { what, force: force === true })}.`;
}

export function commandOf(service: DirectService): string {
  return `${JSON.stringify(service.command)} in ${service.cwd}`;
}

/** How its end would go, in words. */
export function endingOf(service: DirectService, force: boolean | undefined, held: boolean): string {
  if (force === true) return "SIGKILL at once";
  if (held) return "SIGKILL at once, because SIGSTOP holds it";
  return `${service.stopSignal}, and SIGKILL after ${service.stopGrace} ms`;
}
