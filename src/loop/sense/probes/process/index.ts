/**
 * Looks whether a process is there: the one that the target's supervisor started, the one that a pid file names, or those
 * whose command line contains a text.
 *
 * Values: `running`, `stopped` (by a signal: state T), `zombie` (ended, and nobody has asked how), and of a process that is
 * there `pid`, `state` (the letter of proc_pid_stat(5)), `uptimeMs`, `memoryBytes` (resident) and `cpuPercent` (100 is one core,
 * since the poll before; so the first poll has none). With `match`: `count`, and a `pid` only when exactly one is wanted.
 *
 * A zombie is not running. A pid alone is not a process: it may have been given to another one since.
 */
import { z } from "zod";
import { defineProbe, type ProbeAnswer, type ProbeContext, type Target } from "#core/model";
import { findMatching } from "./match.ts";
import { findByPidFile } from "./pid-file.ts";
import { gone, isSame, lookAt, type Sight } from "./sight.ts";
import { uptimeOf, usageOf } from "./usage.ts";

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
    count: z.number().int().min(1).max(10_000).default(1).describe("With `match`: how many there must be at least"),
  })
  .refine(
    ({ pidFile, match }) => pidFile === undefined || match === undefined,
    "takes either a pidFile or a match, not both",
  )
  .refine(({ match, count }) => match !== undefined || count === 1, "has a count without a match");

export const processProbe = defineProbe({
  name: "process",
  summary: "Looks whether a process is there: by its supervisor, its pid file or its command line",
  schema,
  // The polling engine looks every second in between whether it is still the same; see polling/watch.ts.
  defaults: { everyMs: 5_000, deadlineMs: 5_000 },
  async poll(target, { pidFile, match, count }, context): Promise<ProbeAnswer> {
    if (match !== undefined) return findMatching(match, count, context);
    if (pidFile !== undefined) return describe(await findByPidFile(pidFile, context), context);
    if (target.supervisor === undefined) {
      return {
        available: false,
        values: {},
        error: "the target has no supervisor, so the probe needs a pidFile or a match",
      };
    }
    return describe(lookAtService(target, context), context);
  },
});

function lookAtService(target: Target, context: ProbeContext): Sight {
  const service = context.services.look(target.id);
  if (service.process === null || service.state === "gone") return gone("its supervisor has no process of it");
  const sight = lookAt(service.process.pid, context);
  if (sight === undefined || !isSame(sight.process, service.process))
    return gone(`process ${service.process.pid} has gone`);
  return sight;
}

async function describe(sight: Sight, context: ProbeContext): Promise<ProbeAnswer> {
  if (!sight.found)
    return { available: true, values: { running: false, stopped: false, zombie: false }, error: sight.why };
  const { process, state } = sight;
  const zombie = state === "Z";
  const values = { running: !zombie, pid: process.pid, state, stopped: state === "T", zombie };
  if (zombie) {
    const error = `process ${process.pid} has ended, and its parent ${sight.parentPid} has not asked how (zombie)`;
    return { available: true, values, error };
  }
  const uptimeMs = await uptimeOf(process, context);
  if (uptimeMs === undefined) return { available: true, values };
  return { available: true, values: { ...values, uptimeMs, ...(await usageOf(process, uptimeMs, context)) } };
}
