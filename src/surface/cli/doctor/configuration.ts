/** The configuration, and the programs that it names. */
import { existsSync } from "node:fs";
import type { Service, Settings, Target } from "#core/model";
import { messageOf, unreachable } from "#core/model/plain";
import { findExecutable } from "#core/platform/real";
import { counted } from "../words.ts";
import { type Check, fail, ok } from "./check.ts";

export interface Configured {
  readonly settings: Settings | undefined;
  readonly check: Check;
}

export async function checkConfiguration(file: string): Promise<Configured> {
  const name = "configuration";
  if (!existsSync(file)) {
    return {
      settings: undefined,
      check: fail(name, `there is no ${file}`, "Write one, or say where it is with --config FILE."),
    };
  }
  try {
    const { validateConfiguration } = await import("#healers/engine");
    const read = await validateConfiguration(file);
    if (read.ok)
      return {
        settings: read.settings,
        check: ok(name, `${file} is valid, ${counted(read.settings.targets.length, "target")}`),
      };
    const count = read.problems.length;
    const check = fail(
      name,
      `${file} has ${count} ${count === 1 ? "problem" : "problems"}`,
      `See: chiron validate ${file}`,
    );
    return { settings: undefined, check };
  } catch (error) {
    return { settings: undefined, check: fail(name, messageOf(error), "Correct it, then try again.") };
  }
}

/** One line for each that is missing; one for all when none is. */
export function checkPrograms({ targets, folder }: Settings): readonly Check[] {
  const wanted = targets.flatMap((target) => programsOf(target, folder));
  const missing = wanted.flatMap(({ target, command, cwd, path }) => {
    try {
      findExecutable(command, cwd, path);
      return [];
    } catch (error) {
      const advice = `Install it, or correct the command of ${target}.`;
      return [fail("programs", `${target}: ${messageOf(error)}`, advice)];
    }
  });
  return missing.length > 0 ? missing : [ok("programs", `${wanted.length} named, all there`)];
}

interface Program {
  readonly target: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly path: string | undefined;
}

function programsOf({ id, supervisor, probes }: Target, folder: string): readonly Program[] {
  const ofProbes = probes.flatMap(({ kind, options }) => {
    const { command, cwd } = options;
    if (kind !== "command" || !Array.isArray(command)) return [];
    return [
      { target: id, command: command as string[], cwd: typeof cwd === "string" ? cwd : folder, path: process.env.PATH },
    ];
  });
  if (supervisor === undefined) return ofProbes;
  const own = programOf(supervisor, folder);
  return own === undefined ? ofProbes : [{ target: id, ...own }, ...ofProbes];
}

/** What Chiron itself has to start for it; a socket or a folder is asked of nobody's program. */
function programOf(service: Service, folder: string): Omit<Program, "target"> | undefined {
  switch (service.kind) {
    case "direct":
      return { command: service.command, cwd: service.cwd, path: service.env.PATH ?? process.env.PATH };
    case "systemd":
      return { command: ["systemctl"], cwd: folder, path: process.env.PATH };
    case "pm2":
      return { command: service.command, cwd: folder, path: process.env.PATH };
    case "supervisord":
    case "runit":
      return undefined;
    default:
      return unreachable(service);
  }
}
