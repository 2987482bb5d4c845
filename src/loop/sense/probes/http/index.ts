/**
 * Asks an HTTP or HTTPS URL.
 *
 * Values: `serving` (the answer is as expected), `status`, `latencyMs`, and of https what tls.ts says of the certificate. Any
 * answer is `available`, also a bad one, and also a certificate that is not accepted; no connection or no answer in time is not,
 * and still says `serving: false`.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";
import { isThisMachine, networkHost } from "../this-machine.ts";
import { answerOfRefusal, certificateValues, tlsOptionsOf, tlsShape } from "../tls.ts";
import { complaintAbout, expectation } from "./expectation.ts";

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
  ...tlsShape,
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
  hostOf: ({ url }) => networkHost(new URL(url).hostname),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    const { clock, files, network, signal } = context;
    try {
      const tls = await tlsOptionsOf(options, files);
      const startedAt = clock.monotonic();
      const response = await network.http({
        method: options.method,
        url: options.url,
        headers: options.headers,
        body: options.body,
        signal,
        maxBodyBytes: options.expect.body === undefined ? unreadBodyBytes : searchedBodyBytes,
        ...tls,
      });
      const latencyMs = Math.round((clock.monotonic() - startedAt) * 100) / 100;
      const complaint = complaintAbout(response, latencyMs, options.expect);
      const certificate = certificateValues(response.certificate, options.verifyCertificate, clock.now());
      const values = { serving: complaint === undefined, status: response.status, latencyMs, ...certificate };
      return complaint === undefined ? { available: true, values } : { available: true, values, error: complaint };
    } catch (error) {
      return answerOfRefusal(error, clock.now()) ?? { available: false, values: silence, error: messageOf(error) };
    }
  },
});
