/** Every action there is, by name: one folder each, named like the action. */
import type { Action } from "#core/model";
import { cachesPrune } from "./caches.prune/index.ts";
import { command } from "./command/index.ts";
import { databaseOptimize } from "./database.optimize/index.ts";
import { endpointSwitch } from "./endpoint.switch/index.ts";
import { filesAppend } from "./files.append/index.ts";
import { filesCopy } from "./files.copy/index.ts";
import { filesMakeFolder } from "./files.makeFolder/index.ts";
import { filesMove } from "./files.move/index.ts";
import { filesRemove } from "./files.remove/index.ts";
import { filesWrite } from "./files.write/index.ts";
import { gitSync } from "./git.sync/index.ts";
import { httpCall } from "./http.call/index.ts";
import { logsRotate } from "./logs.rotate/index.ts";
import { memoryFree } from "./memory.free/index.ts";
import { memoryReport } from "./memory.report/index.ts";
import { notify } from "./notify/index.ts";
import { openclawRestart } from "./openclaw.restart/index.ts";
import { probeRetry } from "./probe.retry/index.ts";
import { processSignal } from "./process.signal/index.ts";
import { processWakeParent } from "./process.wakeParent/index.ts";
import { serviceRestart } from "./service.restart/index.ts";
import { serviceStart } from "./service.start/index.ts";
import { serviceStop } from "./service.stop/index.ts";
import { sqliteBackup } from "./sqlite.backup/index.ts";
import { sqliteExecute } from "./sqlite.execute/index.ts";
import { sqliteHalt } from "./sqlite.halt/index.ts";
import { sqliteRelease } from "./sqlite.release/index.ts";
import { wait } from "./wait/index.ts";

export const actions: ReadonlyMap<string, Action> = new Map(
  [
    cachesPrune,
    command,
    databaseOptimize,
    endpointSwitch,
    filesAppend,
    filesCopy,
    filesMakeFolder,
    filesMove,
    filesRemove,
    filesWrite,
    gitSync,
    logsRotate,
    memoryFree,
    memoryReport,
    httpCall,
    notify,
    probeRetry,
    openclawRestart,
    processSignal,
    processWakeParent,
    serviceRestart,
    serviceStart,
    serviceStop,
    sqliteBackup,
    sqliteExecute,
    sqliteHalt,
    sqliteRelease,
    wait,
  ].map((action) => [action.name, action]),
);
