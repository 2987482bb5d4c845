/**
 * Whether a host can be reached: by the banner of its SSH server (RFC 4253 §4.2), and, where that is asked for, by a real login.
 *
 * Values: `serving` (it greets, and lets us in), `latencyMs` (until the greeting), `software` (what the server calls itself), and
 * with `login` also `loggedIn`.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer, type ProbeContext } from "#core/model";
import { hostName } from "../endpoint.ts";
import { networkHost } from "../this-machine.ts";
import { loginCommand, whyNot } from "./login.ts";

/** A server may say other lines before its banner. */
const mostLines = 50;
const maxLineBytes = 1_024;
const graceMs = 500;
const silence = { serving: false };

const schema = z
  .strictObject({
    host: hostName.describe("Name or address of the host"),
    port: z.number().int().min(1).max(65_535).default(22).describe("The port of its SSH server"),
    login: z
      .boolean()
      .default(false)
      .describe("Whether to log in as well, without ever asking anybody, and to run `true` there"),
    user: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/, "is not a user")
      .optional()
      .describe("Who to log in as; default: who Chiron runs as"),
    identityFile: z.string().min(1).max(4_096).optional().meta({
      path: true,
      description: "The private key to log in with; default: those of whoever Chiron runs as",
    }),
    knownHostsFile: z.string().min(1).max(4_096).optional().meta({
      path: true,
      description: "Where the host's key stands; it has to be known. Default: ~/.ssh/known_hosts",
    }),
  })
  .refine(
    ({ login, user, identityFile, knownHostsFile }) =>
      login || (user === undefined && identityFile === undefined && knownHostsFile === undefined),
    "has user, identityFile or knownHostsFile, which are for `login: true`",
  );
type Options = z.output<typeof schema>;

export const sshProbe = defineProbe({
  name: "ssh",
  summary: "Whether a host can be reached, by the banner of its SSH server and by a real login where that is wanted",
  schema,
  defaults: { everyMs: 300_000, deadlineMs: 5_000 },
  silence,
  shareKey: (options) => JSON.stringify(options),
  hostOf: ({ host }) => networkHost(host),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    const { clock } = context;
    const startedAt = clock.monotonic();
    try {
      const software = await banner(options, context);
      const latencyMs = Math.round((clock.monotonic() - startedAt) * 100) / 100;
      const values = { latencyMs, software };
      if (!options.login) return { available: true, values: { serving: true, ...values } };
      return await logIn(options, values, context);
    } catch (error) {
      return { available: false, values: silence, error: messageOf(error) };
    }
  },
});

async function banner({ host, port }: Options, { network, signal }: ProbeContext): Promise<string> {
  const conversation = await network.converse({ host, port }, { signal });
  try {
    for (let lines = 0; lines < mostLines; lines++) {
      const line = await conversation.line(maxLineBytes);
      const [, software] = /^SSH-(?:2\.0|1\.99)-([\x21-\x7e]{1,200})/.exec(line) ?? [];
      if (software !== undefined) return software;
      if (line.startsWith("SSH-")) break;
    }
  } finally {
    conversation.close();
  }
  throw new Error(`what answers at ${host}:${port} is no SSH server`);
}

async function logIn(
  options: Options,
  values: Readonly<Record<string, string | number>>,
  { processes, signal, deadlineMs }: ProbeContext,
): Promise<ProbeAnswer> {
  const result = await processes.run({ command: loginCommand(options, deadlineMs), signal, graceMs });
  if (result.aborted) return { available: false, values: silence, error: "the login was not over in time" };
  const why = whyNot(result);
  if (why === undefined) return { available: true, values: { serving: true, loggedIn: true, ...values } };
  return { available: true, values: { serving: false, loggedIn: false, ...values }, error: why };
}
