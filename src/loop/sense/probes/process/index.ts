/**
 * Looks whether a process is there: the one that the target's supervisor started, the one that a pid file names, or those
 * whose command line contains a text.
 *
 * Values: `running`, `stopped` (by a signal: state T), `zombie` (ended, and nobody has asked how), and of a process that is
 * there `pid`, `state` (the letter of proc_pid_stat(5)) and `uptimeMs`. With `match`: `count`, and a `pid` only when exactly one is
 * wanted; else `restarts`, how often it became another process within `restartWindow`, whoever restarted it. Of a service that an
 * external supervisor owns and that is down, `stoppedOnPurpose` says whether somebody told that supervisor to stop it; of one of
 * Chiron's own it is there when a human had it stopped.
 *
 * With `socket` the declaration stands for a second probe as well, `tcp` with the id "socket", which every 90 s opens it.
 *
 * Where they are asked for: `memoryBytes` (resident) and `cpuPercent` (100 is one core, since the poll before; so the first poll
 * has none); `zombies`, how many of what it has started have ended without its asking how, itself included, and `zombieForMs`,
 * for how long the oldest of these has been seen.
 *
 * A zombie is not running. One that is left to init is gone: nobody else will ever ask. A pid alone is not a process: it may have been given to another one since.
 */
import { z } from "zod";
import {
  defineProbe,
  duration,
  type ExternalService,
  type ProbeAnswer,
  type ProbeContext,
  type Service,
  type ServiceState,
  type Values,
} from "#core/model";
import { findMatching } from "./match.ts";
import { findByPidFile } from "./pid-file.ts";
import { restartsSeen } from "./restarts.ts";
import { gone, isSame, lookAt, type Sight } from "./sight.ts";
import { uptimeOf, usageOf } from "./usage.ts";
import { zombiesOf } from "./zombies.ts";

const whereAsked = "Default: where a rule or a runbook speaks of it";

const schema = z
  .strictObject({
    pidFile: z.string().min(1).max(4_096).optional().meta({
      path: true,
      description: "File with the pid in its first line. Default: the process of the target's supervisor",
    }),
    match: z
      .string()
      .min(3)
      .max(1_000)
      .optional()
      .describe("A text that the command line contains, arguments included, joined by single spaces"),
    socket: z
      .union([
        z.strictObject({ path: z.string().min(1).max(107).meta({ path: true }) }),
        z.strictObject({
          host: z.string().min(1).max(253).default("127.0.0.1"),
          port: z.number().int().min(1).max(65_535),
        }),
      ])
      .optional()
      .describe("A Unix socket (`path`) or TCP port (`port`, `host`) of the process that has to accept connections"),
    restartWindow: duration.default(600_000).describe("How far back `restarts` counts"),
    count: z.number().int().min(1).max(10_000).default(1).describe("With `match`: how many there must be at least"),
    usage: z.boolean().optional().describe(`Measures cpu and memory, too. ${whereAsked}`),
    zombies: z.boolean().optional().describe(`Looks for zombies among what it has started, too. ${whereAsked}`),
  })
  .refine(
    ({ pidFile, match }) => pidFile === undefined || match === undefined,
    "takes either a pidFile or a match, not both",
  )
  .refine(({ match, count }) => match !== undefined || count === 1, "has a count without a match");

/** The longest that HOST-02 allows. */
const socketEveryMs = 90_000;

export const processProbe = defineProbe({
  name: "process",
  summary: "Looks whether a process is there: by its supervisor, its pid file or its command line",
  schema,
  // The polling engine looks every second in between whether it is still the same; see polling/watch.ts.
  defaults: { everyMs: 5_000, deadlineMs: 5_000 },
  onDemand: { usage: ["memoryBytes", "cpuPercent"], zombies: ["zombies", "zombieForMs"] },
  implies: ({ socket }) =>
    socket === undefined ? [] : [{ id: "socket", kind: "tcp", everyMs: socketEveryMs, options: { ...socket } }],
  async poll(target, { pidFile, match, count, restartWindow, ...wanted }, context): Promise<ProbeAnswer> {
    if (match !== undefined) return findMatching(match, count, context);
    const { supervisor, id } = target;
    if (pidFile !== undefined) {
      const sight = await findByPidFile(pidFile, context);
      return describe(sight, wanted, context, { restarts: restartsSeen(sight, restartWindow, context) });
    }
    if (supervisor === undefined) {
      return {
        available: false,
        values: {},
        error: "the target has no supervisor, so the probe needs a pidFile or a match",
      };
    }
    const seen = context.services.look(id);
    const service = isOld(seen, supervisor) ? await context.services.refresh(supervisor) : seen;
    // Whoever may not ask knows nothing, and least of all that it is gone.
    if (service.state === "gone" && service.report?.forbidden === true) {
      const error = `its supervisor may not be asked: ${service.report.words}`;
      return { available: false, values: {}, error };
    }
    const restarts = context.services.restartsSince(id, context.clock.now() - restartWindow);
    return describe(sightOf(service, context), wanted, context, { restarts, ...whyDown(service) });
  },
});

/** An external supervisor has a new process of it, perhaps, or can say why it is down. */
function isOld({ state }: ServiceState, supervisor: Service): supervisor is ExternalService {
  return supervisor.kind !== "direct" && state === "gone";
}

function whyDown({ state, report, stoppedByHuman }: ServiceState): Values {
  if (state === "gone" && stoppedByHuman === true) return { stoppedOnPurpose: true };
  return report === null || state !== "gone" ? {} : { stoppedOnPurpose: report.state === "stopped" };
}

function sightOf(service: ServiceState, context: ProbeContext): Sight {
  if (service.process === null || service.state === "gone") {
    const { report } = service;
    return gone(`its supervisor has no process of it${report === null ? "" : ` and says ${report.words}`}`);
  }
  const sight = lookAt(service.process.pid, context);
  if (sight === undefined || !isSame(sight.process, service.process))
    return gone(`process ${service.process.pid} has gone`);
  return sight;
}

interface Wanted {
  readonly usage?: boolean | undefined;
  readonly zombies?: boolean | undefined;
}

async function describe(sight: Sight, wanted: Wanted, context: ProbeContext, more: Values): Promise<ProbeAnswer> {
  const zombies = wanted.zombies === true ? zombiesOf(sight, context) : {};
  if (!sight.found) {
    const values = { running: false, stopped: false, zombie: false, ...zombies, ...more };
    return { available: true, values, error: sight.why };
  }
  const { process, state } = sight;
  const zombie = state === "Z";
  const values = { running: !zombie, pid: process.pid, state, stopped: state === "T", zombie, ...zombies, ...more };
  if (zombie) {
    const error = `process ${process.pid} has ended, and its parent ${sight.parentPid} has not asked how (zombie)`;
    return { available: true, values, error };
  }
  const uptimeMs = await uptimeOf(process, context);
  if (uptimeMs === undefined) return { available: true, values };
  const usage = wanted.usage === true ? await usageOf(process, uptimeMs, context) : {};
  return { available: true, values: { ...values, uptimeMs, ...usage } };
}
