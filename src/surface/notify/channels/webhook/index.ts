import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineChannel } from "#core/model";
import { oneOf, timeout, webAddress } from "../address.ts";
import { ofAnswer } from "../answer.ts";
import { sending } from "../sending.ts";
import { cloudEventOf } from "./cloud-event.ts";
import { signatureOf } from "./signature.ts";

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}$/, "is not a header's name")
  .refine((text) => !/^(authorization|cookie|proxy-authorization)$/i.test(text), {
    error: "holds a secret; keep its value in a file or in the environment: authorizationFile, authorizationEnv",
  });
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/, "may hold printable ASCII only");
const signing = oneOf(["secretFile", "secretEnv"], false);
const authorizing = oneOf(["authorizationFile", "authorizationEnv"], false);
const addressed = oneOf(["url", "urlFile", "urlEnv"], true);

export const webhook = defineChannel({
  name: "webhook",
  summary: "Posts each message as a CloudEvent to a web address, signed when there is a secret",
  schema: z
    .strictObject({
      url: webAddress.optional().describe("Where to post to"),
      urlFile: secretFile("that address, when it is a secret itself"),
      urlEnv: secretEnv("that address"),
      secretFile: secretFile("the secret that signs each message, so that the other side knows who sent it"),
      secretEnv: secretEnv("that secret"),
      authorizationFile: secretFile("the Authorization header's value, such as `Bearer …`"),
      authorizationEnv: secretEnv("that value"),
      headers: z.record(headerName, headerValue).default({}).describe("Further headers, without secrets"),
      timeout,
    })
    .refine(addressed.check, { error: addressed.error })
    .refine(signing.check, { error: signing.error })
    .refine(authorizing.check, { error: authorizing.error }),
  send: (message, options, context) =>
    sending(
      context,
      {
        timeoutMs: options.timeout,
        secrets: {
          url: { file: options.urlFile, env: options.urlEnv },
          secret: { file: options.secretFile, env: options.secretEnv },
          authorization: { file: options.authorizationFile, env: options.authorizationEnv },
        },
      },
      async ({ url = options.url ?? "", secret, authorization }, signal) => {
        const body = JSON.stringify(cloudEventOf(message, context.node));
        const headers = {
          ...lowerCased(options.headers),
          ...(authorization === undefined ? {} : { authorization }),
          "content-type": "application/cloudevents+json; charset=utf-8",
          "user-agent": "chiron",
          "idempotency-key": message.id,
          ...(secret === undefined ? {} : signatureOf(secret, body, context.clock.now())),
        };
        const request = { method: "POST", url, headers, body, signal, maxBodyBytes: 4_096 };
        return ofAnswer(await context.network.http(request), context.clock.now());
      },
    ),
});

/** So that none of them stands beside one of our own in another spelling. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
