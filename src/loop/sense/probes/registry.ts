/** Every probe there is, by name: one folder each, named like the probe. */
import type { Probe } from "#core/model";
import { commandProbe } from "./command/index.ts";
import { diskProbe } from "./disk/index.ts";
import { fileProbe } from "./file/index.ts";
import { folderProbe } from "./folder/index.ts";
import { gitProbe } from "./git/index.ts";
import { heartbeatProbe } from "./heartbeat/index.ts";
import { httpProbe } from "./http/index.ts";
import { logProbe } from "./log/index.ts";
import { memoryProbe } from "./memory/index.ts";
import { natsProbe } from "./nats/index.ts";
import { pipelineProbe } from "./pipeline/index.ts";
import { postgresProbe } from "./postgres/index.ts";
import { pressureProbe } from "./pressure/index.ts";
import { processProbe } from "./process/index.ts";
import { promqlProbe } from "./promql/index.ts";
import { reconciliationProbe } from "./reconciliation/index.ts";
import { redisProbe } from "./redis/index.ts";
import { sqliteProbe } from "./sqlite/index.ts";
import { sshProbe } from "./ssh/index.ts";
import { tcpProbe } from "./tcp/index.ts";

export const probes: ReadonlyMap<string, Probe> = new Map(
  [
    commandProbe,
    diskProbe,
    fileProbe,
    folderProbe,
    gitProbe,
    heartbeatProbe,
    httpProbe,
    logProbe,
    memoryProbe,
    natsProbe,
    pipelineProbe,
    postgresProbe,
    pressureProbe,
    processProbe,
    promqlProbe,
    reconciliationProbe,
    redisProbe,
    sqliteProbe,
    sshProbe,
    tcpProbe,
  ].map((probe) => [probe.name, probe]),
);
