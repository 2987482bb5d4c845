/**
 * Slack's incoming webhooks, and those of Mattermost, Rocket.Chat and Discord (`…/slack`) that speak like them:
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
 */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { defineChannel, type Message } from "#core/model";
import { oneOf, timeout } from "../address.ts";
import { jsonOf, notTheProtocol, ofAnswer } from "../answer.ts";
import { fenced, limited, line, printable, withoutMentions } from "../plain.ts";
import { sending } from "../sending.ts";

/** Slack takes more, Mattermost and its relatives do not; escaping may make each character five. */
const mostBytes = 3_000;
const addressed = oneOf(["urlFile", "urlEnv"], true);

export const slack = defineChannel({
  name: "slack",
  summary: "Posts to a Slack-compatible incoming webhook",
  schema: z
    .strictObject({
      urlFile: secretFile("the webhook's address, which is a secret: whoever has it can post"),
      urlEnv: secretEnv("that address"),
      timeout,
    })
    .refine(addressed.check, { error: addressed.error }),
  send: (message, { urlFile, urlEnv, timeout: timeoutMs }, context) =>
    sending(context, { timeoutMs, secrets: { url: { file: urlFile, env: urlEnv } } }, async ({ url = "" }, signal) => {
      const response = await context.network.http({
        method: "POST",
        url,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify({ text: textOf(message), unfurl_links: false, unfurl_media: false }),
        signal,
        maxBodyBytes: 4_096,
      });
      const delivery = ofAnswer(response, context.clock.now());
      // They say "ok", or {"success":true}, or nothing; a page of HTML is somebody else's.
      const agreed = /^(ok)?$/.test(response.body.trim()) || jsonOf(response) !== undefined;
      return delivery.delivered && !agreed ? notTheProtocol(response, "an incoming webhook") : delivery;
    }),
});

function textOf({ subject, body }: Message): string {
  // Outside of the block: no code, no link and no image.
  const head = withoutMentions(escaped(line(subject)))
    .replaceAll("`", "'")
    .replaceAll("](", "]\u2060(");
  return `${head}\n${escaped(fenced(withoutMentions(limited(printable(body), mostBytes))))}`;
}

/** Slack's three control characters; without them there is no <!everyone>, no <@U123> and no hidden link. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
