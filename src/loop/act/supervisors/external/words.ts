/** How an external service, and what is done with it, is called in front of people: the exact unit or program, and the exact command. */
import { type ExternalService, unreachable } from "#core/model";
import { pm2Orders } from "./pm2.ts";
import { runitLetters } from "./runit.ts";
import type { Order } from "./supervisor.ts";
import { supervisordOrders } from "./supervisord.ts";
import { systemctlOrders } from "./systemd.ts";

/** `the systemd unit web.service` */
export function nameOf(service: ExternalService): string {
  switch (service.kind) {
    case "systemd":
      return `the systemd unit ${service.unit}${service.user ? " of the user manager" : ""}`;
    case "pm2":
      return `the PM2 app ${service.name}`;
    case "supervisord":
      return `the supervisord program ${service.program}`;
    case "runit":
      return `the runit service ${service.folder}`;
    default:
      return unreachable(service);
  }
}

/** `systemctl --user restart web.service` */
export function orderOf(service: ExternalService, order: Pick<Order, "what" | "force">): string {
  switch (service.kind) {
    case "systemd":
      return systemctlOrders(service, order)
        .map((command) => command.join(" "))
        .join("; ");
    case "pm2":
      return pm2Orders(service, order)
        .map((command) => command.join(" "))
        .join("; ");
    case "supervisord":
      return supervisordOrders(service, order).join("; ");
    case "runit":
      return `"${runitLetters[order.what][order.force ? "force" : "gently"]}" into ${service.folder}/supervise/control`;
    default:
      return unreachable(service);
  }
}
