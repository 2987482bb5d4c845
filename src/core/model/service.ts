/**
 * Who starts and stops a target's service: Chiron itself (`direct`), or a supervisor that was there before and stays the owner
 * of the process (all others, called external). First how each is written in chiron.yaml, then what it is once read.
 */
import { z } from "zod";
import { argv, duration, name } from "./values.ts";

const environment = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string());
/** Names that end up as one argument of a command line; a leading dash would make an option of it. */
const argument = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^-\0\n\s][^\0\n]*$/, "may not begin with a dash or a space, nor hold a line end");
const path = z.string().min(1).max(4_096);

/** A child process of Chiron's own. It outlives the engine and is adopted again by the next one. */
export const directSupervisorSchema = z.strictObject({
  command: argv.describe("The program and its arguments; no shell reads them"),
  cwd: z.string().optional().describe("Working directory; default: the folder of chiron.yaml"),
  env: environment.default({}).describe("Environment variables added to Chiron's own"),
  stopSignal: z.enum(["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP"]).default("SIGTERM"),
  stopGrace: duration.default(10_000).describe("How long it may take to stop before SIGKILL"),
  log: z.string().optional().describe("Where its output goes; default: services/<target>.log in the data folder"),
  pidFile: z
    .string()
    .optional()
    .describe(
      "Where the service itself writes its pid, when it puts itself in the background; it is then watched by that pid",
    ),
});

export const systemdSupervisorSchema = z.strictObject({
  unit: argument
    .regex(/^[A-Za-z0-9:_.@\\-]+$/, "is no name of a unit")
    .describe("The unit, such as web.service; .service is added to a name without a suffix"),
  user: z.boolean().default(false).describe("It belongs to the user manager (systemctl --user), not to the system"),
  runtimeDir: path
    .optional()
    .describe("Of a user manager: its XDG_RUNTIME_DIR, such as /run/user/1000; default: Chiron's own"),
});

export const pm2SupervisorSchema = z.strictObject({
  name: argument.describe("The app's name in PM2; exactly one process of PM2 may have it"),
  home: path.optional().describe("PM2_HOME of the daemon that runs it; default: Chiron's own, or ~/.pm2"),
  command: argv.default(["pm2"]).describe("How PM2's command is called: a program, and arguments that come first"),
});

export const supervisordSupervisorSchema = z
  .strictObject({
    program: argument.describe("The program, as supervisorctl names it: web, or group:web"),
    socket: path.default("/var/run/supervisor.sock").describe("The socket of [unix_http_server]"),
    username: z.string().max(250).optional().describe("Of [unix_http_server], where it asks for one"),
    password: z.string().max(250).optional().describe("Of [unix_http_server], where it asks for one"),
  })
  .refine(
    ({ username, password }) => (username === undefined) === (password === undefined),
    "needs both username and password, or neither",
  );

export const runitSupervisorSchema = z.strictObject({
  service: path.describe("The service's name below `services`, or its folder as a path with a slash"),
  services: path.default("/etc/service").describe("The folder that runsvdir watches"),
});

const directServiceSchema = z.object({
  target: name,
  kind: z.literal("direct"),
  command: argv,
  cwd: z.string(),
  env: environment,
  stopSignal: z.string(),
  stopGrace: z.number().nonnegative(),
  log: z.string(),
  pidFile: z.string().optional(),
  /** A named pipe that it gets as descriptor 3, to write a line into for every heartbeat. */
  beatPipe: z.string().optional(),
});
const systemdServiceSchema = z.object({
  target: name,
  kind: z.literal("systemd"),
  /** With its suffix. */
  unit: z.string(),
  user: z.boolean(),
  runtimeDir: z.string().optional(),
});
const pm2ServiceSchema = z.object({
  target: name,
  kind: z.literal("pm2"),
  name: z.string(),
  home: z.string().optional(),
  command: argv,
});
const supervisordServiceSchema = z.object({
  target: name,
  kind: z.literal("supervisord"),
  program: z.string(),
  socket: z.string(),
  username: z.string().optional(),
  password: z.string().optional(),
});
const runitServiceSchema = z.object({
  target: name,
  kind: z.literal("runit"),
  /** The service's own folder, absolute. */
  folder: z.string(),
});

/** A supervisor bound to its target: the typed value of `$target.supervisor`. */
export const serviceSchema = z.discriminatedUnion("kind", [
  directServiceSchema,
  systemdServiceSchema,
  pm2ServiceSchema,
  supervisordServiceSchema,
  runitServiceSchema,
]);
export type Service = z.infer<typeof serviceSchema>;
export type DirectService = z.infer<typeof directServiceSchema>;
export type SystemdService = z.infer<typeof systemdServiceSchema>;
export type Pm2Service = z.infer<typeof pm2ServiceSchema>;
export type SupervisordService = z.infer<typeof supervisordServiceSchema>;
export type RunitService = z.infer<typeof runitServiceSchema>;
/** One whose process belongs to a supervisor other than Chiron. */
export type ExternalService = Exclude<Service, DirectService>;

export function isExternal(service: Service | undefined): service is ExternalService {
  return service !== undefined && service.kind !== "direct";
}

/** What an external supervisor says of a service that is its own. */
export interface SupervisorReport {
  /**
   * `running`: it has a process. `changing`: the supervisor is at work on it (starting, stopping, about to start it again).
   * `gave_up`: it is down, and the supervisor leaves it so. `stopped`: somebody told the supervisor to stop it, or never to start
   * it. `no_answer`: the supervisor cannot be asked.
   */
  readonly state: "running" | "changing" | "gave_up" | "stopped" | "no_answer";
  /** With `no_answer`: Chiron has not the right to ask, so that nothing is known of the service. */
  readonly forbidden?: true;
  readonly pid: number | null;
  /** In the supervisor's own words: `failed (start-limit-hit)`. */
  readonly words: string;
  /** When the supervisor itself goes on, where it says so (wall clock). */
  readonly nextAt?: number;
  /** How often the supervisor has restarted it by itself since it began to count. */
  readonly restarts?: number;
  /** When the supervisor brought it into this state, by the supervisor's own clock: another one is another try. */
  readonly since?: number;
  /** When it was asked (wall clock). */
  readonly askedAt: number;
}
