import { z } from "zod";
import { type ChannelContext, type Delivery, defineChannel, duration, messageOf } from "#core/model";
import { cloudEventOf } from "./cloud-event.ts";
import { ofAnswer, ofTrouble } from "./delivery.ts";
import { signatureOf } from "./signature.ts";

const webAddress = z.url({ protocol: /^https?$/, error: "is not an http or https address" });
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, "is not a header's name");
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, "may hold printable ASCII only");

export const webhook = defineChannel({
  name: "webhook",
  summary: "Posts each message as a CloudEvent to a web address, signed when there is a secret",
  schema: z
    .strictObject({
      url: webAddress.describe("Where to post to"),
      secret: z.string().min(8).optional().describe("Signs each message, so that the other side knows who sent it"),
      secretFile: z.string().min(1).optional().meta({ path: true, description: "A file that holds the secret" }),
      headers: z.record(headerName, headerValue).default({}).describe("Further headers, such as Authorization"),
      timeout: duration.default(10_000).describe("How long the other side may take to answer"),
    })
    .refine(({ secret, secretFile }) => secret === undefined || secretFile === undefined, {
      error: "has a secret and a secretFile; leave one of them out",
    }),
  async send(message, options, context) {
    const secret = await secretOf(options, context).catch((error: unknown) => ({ failure: messageOf(error) }));
    if (typeof secret === "object") return unreadable(secret.failure);
    const body = JSON.stringify(cloudEventOf(message, context.node));
    const headers = {
      ...lowerCased(options.headers),
      "content-type": "application/cloudevents+json; charset=utf-8",
      "user-agent": "chiron",
      "idempotency-key": message.id,
      ...(secret === undefined ? {} : signatureOf(secret, body, context.clock.now())),
    };
    const deadline = new AbortController();
    const timer = context.clock.after(options.timeout, () => deadline.abort(new Error("no answer in time")));
    try {
      const signal = AbortSignal.any([context.signal, deadline.signal]);
      const answer = await context.network.http({
        method: "POST",
        url: options.url,
        headers,
        body,
        signal,
        maxBodyBytes: 4_096,
      });
      return ofAnswer(answer, context.clock.now());
    } catch (error) {
      return ofTrouble(error);
    } finally {
      timer.cancel();
    }
  },
});

/** So that none of them stands beside one of our own in another spelling. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

type Secrets = { readonly secret?: string | undefined; readonly secretFile?: string | undefined };

/** Read each time, so that a secret can be changed without a restart. */
async function secretOf({ secret, secretFile }: Secrets, { files }: ChannelContext): Promise<string | undefined> {
  if (secretFile === undefined) return secret;
  const content = (await files.read(secretFile, 4_096)).trim();
  if (content === "") throw new Error(`${secretFile} is empty`);
  return content;
}

/** Unsigned it would be refused, or worse, believed; a file can come back. */
function unreadable(reason: string): Delivery {
  return { delivered: false, retryable: true, detail: `the secret cannot be read: ${reason}` };
}
