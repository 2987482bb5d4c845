/** All checks, in the order in which one would look. */
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import type { Check } from "./check.ts";
import { checkConfiguration, checkPrograms } from "./configuration.ts";
import { checkDataFolder, checkStore, nearestFolder } from "./data.ts";
import { checkEngine, checkPort } from "./engine.ts";
import { checkDisk, checkNode, checkProc } from "./machine.ts";
import { checkModel } from "./model.ts";

export async function examine(context: Context): Promise<readonly Check[]> {
  const { dataDir } = context;
  const configured = await checkConfiguration(resolve(context.configFile));
  const engine = await checkEngine(context);
  return [
    checkNode(),
    checkProc(),
    checkDataFolder(dataDir),
    checkDisk(nearestFolder(dataDir)),
    await checkStore(dataDir),
    configured.check,
    ...(configured.settings === undefined ? [] : checkPrograms(configured.settings)),
    ...(configured.settings === undefined ? [] : await checkModel(configured.settings)),
    engine.check,
    await checkPort(configured.settings, engine),
  ];
}
