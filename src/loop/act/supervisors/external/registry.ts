/** The one who is asked, by the kind of the service. */
import { type ExternalService, unreachable } from "#core/model";
import { createPm2 } from "./pm2.ts";
import { createRunit } from "./runit.ts";
import type { ExternalSupervisor, Means } from "./supervisor.ts";
import { createSupervisord } from "./supervisord.ts";
import { createSystemd } from "./systemd.ts";

export function supervisorOf(service: ExternalService, means: Means): ExternalSupervisor<ExternalService> {
  return create(service.kind, means) as ExternalSupervisor<ExternalService>;
}

function create(kind: ExternalService["kind"], means: Means) {
  switch (kind) {
    case "systemd":
      return createSystemd(means);
    case "pm2":
      return createPm2(means);
    case "supervisord":
      return createSupervisord(means);
    case "runit":
      return createRunit(means);
    default:
      return unreachable(kind);
  }
}
