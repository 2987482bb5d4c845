/** From what is written about a supervisor to the service that is bound to its target: paths whole, names in full. */
import { join } from "node:path";
import type { z } from "zod";
import type { directSupervisorSchema, Service } from "#core/model";
import { absolute } from "./gathering.ts";
import type { SupervisorInput } from "./schema.ts";

export function serviceOf(target: string, input: SupervisorInput, folder: string): Service {
  const { direct, systemd, pm2, supervisord, runit } = input;
  if (systemd !== undefined) {
    const { unit, user, runtimeDir } = systemd;
    const place = runtimeDir === undefined ? {} : { runtimeDir: absolute(folder, runtimeDir) };
    return { target, kind: "systemd", unit: wholeUnit(unit), user, ...place };
  }
  if (pm2 !== undefined) {
    const home = pm2.home === undefined ? {} : { home: absolute(folder, pm2.home) };
    return { target, kind: "pm2", name: pm2.name, ...home, command: programOf(pm2.command, folder) };
  }
  if (supervisord !== undefined) {
    const { username, password } = supervisord;
    const credentials = username === undefined || password === undefined ? {} : { username, password };
    const socket = absolute(folder, supervisord.socket);
    return { target, kind: "supervisord", program: supervisord.program, socket, ...credentials };
  }
  if (runit !== undefined) {
    const { service, services } = runit;
    const own = service.includes("/") ? absolute(folder, service) : join(absolute(folder, services), service);
    return { target, kind: "runit", folder: own };
  }
  if (direct !== undefined) return directOf(target, direct, folder);
  throw new Error("a supervisor that is none was let through");
}

function directOf(target: string, input: z.output<typeof directSupervisorSchema>, folder: string): Service {
  const { cwd, log, pidFile, command, ...rest } = input;
  return {
    target,
    kind: "direct",
    ...rest,
    command: programOf(command, folder),
    cwd: absolute(folder, cwd ?? "."),
    // The folder of logs is only known to the engine, which has the data folder.
    log: log === undefined ? join("services", `${target}.log`) : absolute(folder, log),
    ...(pidFile === undefined ? {} : { pidFile: absolute(folder, pidFile) }),
  };
}

/** A program named with a slash is a path, as in a shell; a bare name is looked up on PATH. */
function programOf([program = "", ...args]: readonly string[], folder: string): string[] {
  return [program.includes("/") ? absolute(folder, program) : program, ...args];
}

/** As systemctl completes it. */
function wholeUnit(unit: string): string {
  return unit.includes(".") ? unit : `${unit}.service`;
}
