/** ntfy, by its JSON form: https://docs.ntfy.sh/publish/#publish-as-json */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineChannel, type Message } from "#core/model";
import { oneOf, timeout, webAddress } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer, oneLineOf } from "../answer.ts";
import { limited, line, printable } from "../plain.ts";
import { sending } from "../sending.ts";

/** The server's default limit is 4,096; what is longer would become an attachment. */
const mostBytes = 4_000;
const mostTitleBytes = 250;
const topicName = /^[-_A-Za-z0-9]{1,64}$/;

const named = oneOf(["topic", "topicFile", "topicEnv"], true);
const authorized = oneOf(["tokenFile", "tokenEnv"], false);

export const ntfy = defineChannel({
  name: "ntfy",
  summary: "Publishes to a topic of an ntfy server",
  schema: z
    .strictObject({
      server: webAddress.default("https://ntfy.sh").describe("The server's address"),
      topic: z.string().regex(topicName, "is not a topic's name").optional().describe("The topic"),
      topicFile: secretFile("the topic, which on a public server is as good as a password"),
      topicEnv: secretEnv("the topic"),
      tokenFile: secretFile("the access token (tk_…)"),
      tokenEnv: secretEnv("the access token"),
      timeout,
    })
    .refine(named.check, { error: named.error })
    .refine(authorized.check, { error: authorized.error }),
  send: (message, options, context) => {
    const secrets = {
      topic: { file: options.topicFile, env: options.topicEnv },
      token: { file: options.tokenFile, env: options.tokenEnv },
    };
    return sending(context, { timeoutMs: options.timeout, secrets }, async (read, signal) => {
      const { topic = options.topic ?? "", token } = read;
      if (!topicName.test(topic))
        return { delivered: false, retryable: false, detail: "the topic is not a topic's name" };
      const response = await context.network.http({
        method: "POST",
        // Posted to a topic's own address the JSON would be the message itself.
        url: new URL("/", options.server).href,
        headers: {
          "content-type": "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ topic, ...noteOf(message) }),
        signal,
        maxBodyBytes: 16_384,
      });
      const delivery = ofAnswer(response, context.clock.now());
      if (!delivery.delivered) return delivery;
      const answer = jsonOf(response);
      if (answer?.event !== "message") return notTheProtocol(response, "ntfy");
      return { ...delivery, detail: `published as ${oneLineOf(String(answer.id))}` };
    });
  },
});

function noteOf({ subject, body, route, tier }: Message) {
  return {
    title: limited(line(subject), mostTitleBytes).replaceAll("\n", " "),
    message: limited(printable(body), mostBytes),
    // 5 rings through "do not disturb", 3 is the default.
    priority: route === "page" ? 5 : tier === 2 ? 4 : 3,
    tags: [route === "page" ? "rotating_light" : tier === 2 ? "question" : "information_source", "chiron"],
  };
}
