/**
 * Asks an HTTP or HTTPS URL.
 *
 * Values: `serving` (the answer is as expected), `status`, `latencyMs`, and of https `certificateDaysLeft`. Any answer is
 * `available`, also a bad one; no connection, a bad certificate or no answer in time is not, and still says `serving: false`.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer, type Scalar } from "#core/model";
import { isThisMachine } from "../this-machine.ts";
import { complaintAbout, expectation } from "./expectation.ts";

const dayMs = 86_400_000;
/** A connection cannot be kept when a body is cut, so that one that nobody looks at is still read up to here. */
const unreadBodyBytes = 65_536;
const searchedBodyBytes = 1_048_576;
const silence = { serving: false };

const schema = z.strictObject({
  url: z
    .string()
    .max(2_000)
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "is not an http or https URL")
    .describe("What to ask"),
  method: z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT"]).default("GET").describe("How to ask"),
  headers: z
    .record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, "is not the name of a header"), z.string().max(8_000))
    .optional()
    .describe("Headers to send"),
  body: z.string().max(65_536).optional().describe("What to send with POST or PUT"),
  expect: expectation.prefault({}).describe("What a good answer looks like; default: any status below 400"),
  verifyCertificate: z.boolean().default(true).describe("Whether a certificate that cannot be trusted is an error"),
});

export const httpProbe = defineProbe({
  name: "http",
  summary: "Asks an HTTP or HTTPS URL, and looks at status, headers, body, latency and certificate",
  schema,
  defaults: { everyMs: 30_000, deadlineMs: 5_000 },
  silence,
  asksProcess: true,
  localPort({ url }) {
    const { hostname, port, protocol } = new URL(url);
    return isThisMachine(hostname) ? Number(port) || (protocol === "https:" ? 443 : 80) : undefined;
  },
  shareKey: (options) => JSON.stringify(options),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    const { clock, network, signal } = context;
    const startedAt = clock.monotonic();
    try {
      const response = await network.http({
        method: options.method,
        url: options.url,
        headers: options.headers,
        body: options.body,
        signal,
        maxBodyBytes: options.expect.body === undefined ? unreadBodyBytes : searchedBodyBytes,
        verifyCertificate: options.verifyCertificate,
      });
      const latencyMs = Math.round((clock.monotonic() - startedAt) * 100) / 100;
      const complaint = complaintAbout(response, latencyMs, options.expect);
      const values: Record<string, Scalar> = { serving: complaint === undefined, status: response.status, latencyMs };
      const expiresAt = response.certificateExpiresAt;
      if (expiresAt !== undefined) values.certificateDaysLeft = Math.floor((expiresAt - clock.now()) / dayMs);
      return complaint === undefined ? { available: true, values } : { available: true, values, error: complaint };
    } catch (error) {
      return { available: false, values: silence, error: messageOf(error) };
    }
  },
});
