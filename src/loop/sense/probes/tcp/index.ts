/**
 * Opens a TCP connection or a Unix socket, encrypted where that is asked for, and optionally reads what the other side says first.
 *
 * Values: `serving` (it accepts, and says what was expected), `latencyMs`, and with `tls` what tls.ts says of the certificate.
 * The kernel accepts for a process that hangs; only with a `banner` or with `tls` does the probe notice that.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer, type ProbeContext } from "#core/model";
import type { Certificate } from "#core/platform";
import { isThisMachine, networkHost } from "../this-machine.ts";
import { answerOfRefusal, certificateValues, tlsOptionsOf, tlsShape } from "../tls.ts";

const silence = { serving: false };

const schema = z
  .strictObject({
    host: z.string().min(1).max(253).default("127.0.0.1").describe("Name or address"),
    port: z.number().int().min(1).max(65_535).optional().describe("The TCP port"),
    path: z
      .string()
      .min(1)
      .max(107)
      .optional()
      .meta({ path: true, description: "A Unix socket, in place of host and port" }),
    banner: z.string().min(1).max(1_000).optional().describe("What the other side says first, or how it begins"),
    tls: z.boolean().default(false).describe("Whether the connection is encrypted from its start"),
    ...tlsShape,
  })
  .refine(({ port, path }) => (port === undefined) !== (path === undefined), "needs either a port or a path");
type Options = z.output<typeof schema>;

export const tcpProbe = defineProbe({
  name: "tcp",
  summary:
    "Opens a TCP connection or a Unix socket, reads its banner when one is expected, and looks at its certificate",
  schema,
  defaults: { everyMs: 30_000, deadlineMs: 5_000 },
  silence,
  asksProcess: true,
  localPort: ({ host, port }) => (port !== undefined && isThisMachine(host) ? port : undefined),
  shareKey: (options) => JSON.stringify(options),
  hostOf: ({ host, path }) => (path === undefined ? networkHost(host) : undefined),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    const { clock } = context;
    const { banner } = options;
    const startedAt = clock.monotonic();
    try {
      const { received, certificate } = await look(options, context);
      const latencyMs = Math.round((clock.monotonic() - startedAt) * 100) / 100;
      const values = { latencyMs, ...certificateValues(certificate, options.verifyCertificate, clock.now()) };
      if (banner === undefined || received.startsWith(banner))
        return { available: true, values: { serving: true, ...values } };
      const said = received === "" ? "nothing" : JSON.stringify(received.slice(0, 100));
      const error = `it says ${said}, not ${JSON.stringify(banner)}`;
      return { available: true, values: { serving: false, ...values }, error };
    } catch (error) {
      return answerOfRefusal(error, clock.now()) ?? { available: false, values: silence, error: messageOf(error) };
    }
  },
});

interface Seen {
  readonly received: string;
  readonly certificate?: Certificate | undefined;
}

async function look(options: Options, { files, network, signal }: ProbeContext): Promise<Seen> {
  const { host, port, path, banner } = options;
  const address = path !== undefined ? { path } : { host, port: port ?? 0 };
  const readBytes = banner === undefined ? 0 : Buffer.byteLength(banner);
  if (!options.tls) return { received: await network.connect(address, { signal, readBytes }) };
  const talk = await network.converse(address, { signal, tls: await tlsOptionsOf(options, files) });
  try {
    return { received: readBytes === 0 ? "" : await talk.some(readBytes), certificate: talk.certificate };
  } finally {
    talk.close();
  }
}
