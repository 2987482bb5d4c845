/**
 * Asks a Prometheus server for the value of an expression now: https://prometheus.io/docs/prometheus/latest/querying/api/
 *
 * Values: `value` of a scalar or of the one series there is; with `label`, one value for each series, named by what that label says.
 * No series, and a value that is no number (NaN, ±Inf), are not known: they are no answer, and never zero.
 */
import { z } from "zod";
import { defineProbe, messageOf, type ProbeAnswer } from "#core/model";
import type { HttpResponse } from "#core/platform";
import { atMostOnePlace, onePlace, readSecret, secretFile, secretVariable, withoutSecret } from "../secret.ts";
import { networkHost } from "../this-machine.ts";
import { answerOfRefusal, tlsOptionsOf, tlsShape } from "../tls.ts";
import { readResult, resultSchema } from "./result.ts";

const maxBodyBytes = 1_048_576;

const schema = z
  .strictObject({
    url: z
      .string()
      .max(2_000)
      .refine(
        (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).search === "",
        "is not the http or https URL of a server",
      )
      .refine((text) => !URL.canParse(text) || new URL(text).password === "", "has a password in it; use a tokenFile")
      .describe("The server, such as http://127.0.0.1:9090"),
    query: z.string().min(1).max(4_000).describe("The expression, in PromQL"),
    label: z
      .string()
      .regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "is not the name of a label")
      .optional()
      .describe("Where there are several series: the label that tells them apart, and names their values"),
    mostSeries: z.number().int().min(1).max(100).default(20).describe("More series than this are an error"),
    tokenFile: secretFile,
    tokenVariable: secretVariable,
    ...tlsShape,
  })
  .refine(({ tokenFile, tokenVariable }) => atMostOnePlace(tokenFile, tokenVariable), onePlace);
type Options = z.output<typeof schema>;

export const promqlProbe = defineProbe({
  name: "promql",
  summary: "Asks a Prometheus server for the value of an expression",
  schema,
  defaults: { everyMs: 60_000, deadlineMs: 5_000 },
  silence: {},
  shareKey: (options) => JSON.stringify(options),
  hostOf: ({ url }) => networkHost(new URL(url).hostname),
  async poll(_target, options, context): Promise<ProbeAnswer> {
    const { clock, files, network, signal } = context;
    let token: string | undefined;
    try {
      token = await readSecret({ file: options.tokenFile, variable: options.tokenVariable }, context);
      const response = await network.http({
        method: "GET",
        url: urlOf(options),
        signal,
        maxBodyBytes,
        ...(await tlsOptionsOf(options, files)),
        ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
      });
      return readResult(parse(response), options);
    } catch (error) {
      const refusal = answerOfRefusal(error, clock.now());
      return { available: false, values: {}, error: refusal?.error ?? withoutSecret(messageOf(error), token) };
    }
  },
});

function urlOf({ url, query }: Options): string {
  const asked = new URL(url);
  asked.pathname = `${asked.pathname.replace(/\/$/, "")}/api/v1/query`;
  asked.searchParams.set("query", query);
  return asked.href;
}

function parse({ status, body, truncated }: HttpResponse) {
  if (truncated) throw new Error(`the answer is longer than ${maxBodyBytes} bytes: far too many series`);
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Error(
      `status ${status}, and what it says is no JSON (${JSON.stringify(body.slice(0, 60))}): is this a Prometheus server?`,
    );
  }
  const parsed = resultSchema.safeParse(json);
  if (!parsed.success) throw new Error(`status ${status}, and it does not answer like a Prometheus server`);
  if (parsed.data.status === "success") return parsed.data.data;
  throw new Error(`status ${status}, ${parsed.data.errorType}: ${parsed.data.error.slice(0, 300)}`);
}
