/** Where the program is, and where a unit or a PM2 file goes. */
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ChironError } from "#core/model/plain";
import type { Context } from "../context.ts";

const program = fileURLToPath(new URL("../../../../bin/chiron.js", import.meta.url));

export interface Installation {
  readonly name: string;
  readonly node: string;
  readonly program: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly folder: string;
}

/** Everything absolute, so that it does not matter who starts it, and where. Throws `bad_request`. */
export function installationOf({ configFile, dataDir }: Context, name: string): Installation {
  const file = resolve(configFile);
  if (!existsSync(file))
    throw new ChironError("bad_request", `there is no configuration ${file}`, { help: "Name it with --config." });
  const found = { name, node: realpathSync(process.execPath), program, configFile: file, dataDir: resolve(dataDir) };
  for (const path of Object.values(found))
    if (/[\n\r\0]/.test(path)) throw new ChironError("bad_request", `${JSON.stringify(path)} cannot stand in a unit`);
  return { ...found, folder: dirname(file) };
}

export function unitFile(name: string, user: boolean): string {
  if (!user) return `/etc/systemd/system/${name}.service`;
  const given = process.env.XDG_CONFIG_HOME;
  // The XDG specification says that a relative path there is to be ignored.
  return join(given?.startsWith("/") ? given : join(homedir(), ".config"), "systemd", "user", `${name}.service`);
}

/** Beside the configuration: PM2 is told of a file by its path. */
export function pm2File(configFile: string, name: string): string {
  return join(dirname(resolve(configFile)), `${name}.config.cjs`);
}
