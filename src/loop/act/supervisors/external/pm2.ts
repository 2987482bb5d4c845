/**
 * PM2, by its command. Every call of it costs a fifth of a second of CPU, and starts a daemon where there is none: so it is only
 * called when PM2's own pid file names a living one, and rarely, since the pid file of an app tells of a new process.
 */
import { homedir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Pm2Service } from "#core/model";
import { runCommand } from "./command.ts";
import type { Answer, ExternalSupervisor, Means, Order } from "./supervisor.ts";

/** Of the very much that PM2 tells, which includes whole environments with their secrets, only this is kept. */
const appSchema = z.object({
  name: z.string(),
  pid: z.number().optional(),
  pm_id: z.number(),
  pm2_env: z.object({
    status: z.string(),
    restart_time: z.number().optional(),
    exit_code: z.number().optional(),
    autorestart: z.union([z.boolean(), z.string()]).optional(),
    created_at: z.number().nullish(),
  }),
});
type App = z.infer<typeof appSchema>;

const settlePauseMs = 200;

export function createPm2(means: Means): ExternalSupervisor<Pm2Service> {
  return {
    pace: { firstMs: 1_000, longestMs: 30_000 },
    ask: (service, signal) => ask(service, signal, means),
    give: (service, order) => give(service, order, means),
    hint: (service) => pidFileOf(service, means),
  };
}

export function pm2Orders(service: Pm2Service, { what, force }: Pick<Order, "what" | "force">) {
  const orders = [[...service.command, what, service.name]];
  return force ? [[...service.command, "sendSignal", "SIGKILL", service.name], ...orders] : orders;
}

async function ask(service: Pm2Service, signal: AbortSignal, means: Means): Promise<Answer> {
  const text = await call(service, [...service.command, "jlist", "--silent"], signal, means);
  const apps = readApps(text).filter(({ name }) => name === service.name);
  const [app] = apps;
  if (app === undefined) throw new Error(`PM2 has no app ${service.name}`);
  if (apps.length > 1)
    throw new Error(`PM2 runs ${apps.length} processes named ${service.name}; only one can be looked after`);
  return reportOf(app);
}

/** PM2 refuses an order about an app that has just been killed, until it has noticed that, and may have started it again by then. */
async function give(service: Pm2Service, order: Order, means: Means): Promise<void> {
  const [first = [], second] = pm2Orders(service, order);
  if (second === undefined) return void (await call(service, first, order.signal, means));
  const before = await ask(service, order.signal, means);
  // There may be nothing left to kill.
  await call(service, first, order.signal, means).catch(() => "");
  const after = await untilSettled(service, before.pid, order.signal, means);
  const isNew = after.state === "running" && after.pid !== before.pid;
  if (!(isNew && order.what === "restart")) await call(service, second, order.signal, means);
}

async function untilSettled(
  service: Pm2Service,
  killed: number | null,
  signal: AbortSignal,
  means: Means,
): Promise<Answer> {
  for (;;) {
    const answer = await ask(service, signal, means);
    if (answer.state !== "changing" && !(answer.state === "running" && answer.pid === killed)) return answer;
    await means.clock.sleep(settlePauseMs, signal);
  }
}

async function call(
  service: Pm2Service,
  command: readonly string[],
  signal: AbortSignal,
  means: Means,
): Promise<string> {
  await requireDaemon(service, means);
  return runCommand(command, means, { signal, env: { PM2_HOME: homeOf(service) } });
}

/** Apps of a daemon that was lost are lost with it; what saved ones there are, `pm2 resurrect` brings back, all of them. */
async function requireDaemon(service: Pm2Service, { files, processes }: Means): Promise<void> {
  const text = await files.read(join(homeOf(service), "pm2.pid"), 100).catch(() => "");
  const look = processes.look(Number.parseInt(text, 10));
  if (!look.exists || look.state === "Z")
    throw new Error(
      `PM2's daemon is not running in ${homeOf(service)} (pm2 resurrect brings it back with its saved apps)`,
    );
}

function homeOf(service: Pm2Service): string {
  return service.home ?? process.env.PM2_HOME ?? join(homedir(), ".pm2");
}

/** PM2 may print other things first: the list is the last line that is one. */
function readApps(text: string): readonly App[] {
  const line = text.split("\n").findLast((one) => one.startsWith("["));
  const list: unknown = line === undefined ? undefined : JSON.parse(line);
  if (!Array.isArray(list)) throw new Error("pm2 jlist gave no list");
  return list.flatMap((one) => {
    const app = appSchema.safeParse(one);
    return app.success ? [app.data] : [];
  });
}

function reportOf({ pid = 0, pm2_env: env }: App): Answer {
  const counted = env.restart_time === undefined ? {} : { restarts: env.restart_time };
  const whole = { pid: pid > 0 ? pid : null, words: env.status, ...counted };
  switch (env.status) {
    case "online":
      return { ...whole, state: "running" };
    case "stopped":
      return {
        ...whole,
        words: `stopped (exit code ${env.exit_code ?? 0})`,
        state: endedAlone(env) ? "gave_up" : "stopped",
      };
    case "errored":
      return { ...whole, state: "gave_up" };
    case "waiting restart":
      // With a restart delay PM2 says so for ever of what it has given up, too; only there it has also taken back this time.
      return env.created_at === null
        ? { ...whole, words: "waiting restart, for ever: too many unstable restarts", state: "gave_up" }
        : { ...whole, state: "changing" };
    default:
      // launching, stopping, one-launch-status
      return { ...whole, state: "changing" };
  }
}

/**
 * PM2 calls an app "stopped" that a person stopped, and also one that ended while it may not be started again. In the second case
 * its exit code tells, unless it is 0; that is taken for a person's doing, for it cannot be told.
 */
function endedAlone({ autorestart, exit_code: code = 0 }: App["pm2_env"]): boolean {
  return (autorestart === false || autorestart === "false") && code !== 0;
}

/** PM2 removes it when the app ends, and writes it when it starts. */
async function pidFileOf(service: Pm2Service, { files }: Means): Promise<string | undefined> {
  const prefix = `${service.name.replaceAll(" ", "-")}-`;
  const folder = join(homeOf(service), "pids");
  const names = await files.list(folder).catch(() => []);
  const found = names.find((one) => one.startsWith(prefix) && /^\d+\.pid$/.test(one.slice(prefix.length)));
  return found === undefined ? undefined : join(folder, found);
}
