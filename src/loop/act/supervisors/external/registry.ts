/** The one who is asked, by the kind of the service; each is loaded with the first service of its kind. */
import { createRequire } from "node:module";
import { type ExternalService, unreachable } from "#core/model";
import type { ExternalSupervisor, Means } from "./supervisor.ts";

const require = createRequire(import.meta.url);

export function supervisorOf(service: ExternalService, means: Means): ExternalSupervisor<ExternalService> {
  return create(service.kind, means) as ExternalSupervisor<ExternalService>;
}

function create(kind: ExternalService["kind"], means: Means) {
  switch (kind) {
    case "systemd": {
      const { createSystemd }: typeof import("./systemd.ts") = require("./systemd.ts");
      return createSystemd(means);
    }
    case "pm2": {
      const { createPm2 }: typeof import("./pm2.ts") = require("./pm2.ts");
      return createPm2(means);
    }
    case "supervisord": {
      const { createSupervisord }: typeof import("./supervisord.ts") = require("./supervisord.ts");
      return createSupervisord(means);
    }
    case "runit": {
      const { createRunit }: typeof import("./runit.ts") = require("./runit.ts");
      return createRunit(means);
    }
    default:
      return unreachable(kind);
  }
}
