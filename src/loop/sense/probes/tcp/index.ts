/**
 * Opens a TCP connection or a Unix socket, and optionally reads what the other side says first.
 *
 * Values: `serving` (it accepts, and says what was expected), `latencyMs`. The kernel accepts for a process that hangs; only
 * with a `banner` does the probe notice that.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";
import { isThisMachine } from "../this-machine.ts";

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
  })
  .refine(({ port, path }) => (port === undefined) !== (path === undefined), "needs either a port or a path");

export const tcpProbe = defineProbe({
  name: "tcp",
  summary: "Opens a TCP connection or a Unix socket, and reads its banner when one is expected",
  schema,
  defaults: { everyMs: 30_000, deadlineMs: 5_000 },
  silence,
  asksProcess: true,
  localPort: ({ host, port }) => (port !== undefined && isThisMachine(host) ? port : undefined),
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, { host, port, path, banner }, { clock, network, signal }): Promise<ProbeAnswer> {
    const address = path !== undefined ? { path } : { host, port: port ?? 0 };
    const startedAt = clock.monotonic();
    try {
      const readBytes = banner === undefined ? 0 : Buffer.byteLength(banner);
      const received = await network.connect(address, { signal, readBytes });
      const latencyMs = Math.round((clock.monotonic() - startedAt) * 100) / 100;
      if (banner === undefined || received.startsWith(banner))
        return { available: true, values: { serving: true, latencyMs } };
      const said = received === "" ? "nothing" : JSON.stringify(received.slice(0, 100));
      const error = `it says ${said}, not ${JSON.stringify(banner)}`;
      return { available: true, values: { serving: false, latencyMs }, error };
    } catch (error) {
      return { available: false, values: silence, error: messageOf(error) };
    }
  },
});
