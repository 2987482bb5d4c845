/** Channels that speak HTTP, each with a server that speaks its protocol. */
import assert from "node:assert/strict";
import { type ChannelCase, secret } from "./channel-case.ts";
import { web } from "./web-channel.ts";

/** In a block of code, from which nothing breaks out. Gives what stands before it. */
function inFence(seen: string): string {
  const [before = "", , after = "?", ...more] = seen.split("```");
  assert.deepEqual([after.trim(), more], ["", []], "one block, which nothing in it ends");
  assert.doesNotMatch(before, /\]\(|`/, "no link, no image, no code");
  return before;
}

const mentions = /(?<![\p{L}\p{N}._-])@(channel|here|everyone|all|room|team)\b/u;

export const webCases: Readonly<Record<string, ChannelCase>> = {
  matrix: web({
    setup: (homeserver) => ({
      options: { homeserver, room: "!ops:example.org", tokenEnv: "SECRET" },
      environment: { SECRET: secret },
    }),
    good: () => ({ status: 200, body: JSON.stringify({ event_id: "$abc" }) }),
    seenIn(content) {
      assert.deepEqual(content["m.mentions"], {}, "nobody is mentioned, whatever the text says");
      assert.equal(content.formatted_body, undefined);
      return content.body;
    },
    harmless: () => undefined,
    mostBytes: 8_000,
    needsSecret: true,
    refused: [
      { homeserver: "matrix.example.org", room: "!ops:example.org", tokenEnv: "T" },
      { homeserver: "https://matrix.example.org", room: "#ops:example.org", tokenEnv: "T" },
      { homeserver: "https://matrix.example.org", room: "!ops/../x", tokenEnv: "T" },
      { homeserver: "https://matrix.example.org", room: "!ops:example.org" },
      { homeserver: "https://matrix.example.org", room: "!ops:example.org", token: "open" },
      { homeserver: "https://matrix.example.org", room: "!ops:example.org", tokenEnv: "T", mention: ["ops"] },
    ],
  }),

  ntfy: web({
    setup: (server) => ({ options: { server, topic: "ops", tokenEnv: "SECRET" }, environment: { SECRET: secret } }),
    good: () => ({ status: 200, body: JSON.stringify({ id: "Abc", event: "message", topic: "ops" }) }),
    seenIn: ({ title, message, markdown, actions, attach, click }) => {
      assert.deepEqual([markdown, actions, attach, click], [undefined, undefined, undefined, undefined]);
      assert.doesNotMatch(title, /\n/);
      assert.ok(Buffer.byteLength(message) <= 4_096, "what is longer becomes an attachment");
      return `${title}\n\n${message}`;
    },
    harmless: () => undefined,
    mostBytes: 4_500,
    needsSecret: true,
    refused: [
      { server: "https://ntfy.example.org" },
      { topic: "ops/../x" },
      { topic: "ops", topicEnv: "TOPIC" },
      { topic: "ops", token: "open" },
      { topic: "ops", server: "ftp://ntfy.example.org" },
    ],
  }),

  openclaw: web({
    setup: (gateway) => ({
      options: { gateway, channel: "telegram", target: "12345", tokenEnv: "SECRET" },
      environment: { SECRET: secret },
    }),
    good: () => ({
      status: 200,
      body: JSON.stringify({ ok: true, result: { details: { ok: true, messageId: "77" } } }),
    }),
    seenIn({ tool, args, idempotencyKey }) {
      assert.deepEqual(
        [tool, args.action, args.channel, args.target, idempotencyKey],
        ["message", "send", "telegram", "12345", "msg-1"],
      );
      return args.message;
    },
    harmless: (seen) => assert.equal(inFence(seen), "", "all of it: outside, a line may be an order"),
    mostBytes: 4_096,
    needsSecret: true,
    refused: [
      { channel: "telegram", target: "12345" },
      { channel: "telegram", target: "", tokenEnv: "T" },
      { channel: "-x", target: "12345", tokenEnv: "T" },
      { channel: "telegram", target: "1\n2", tokenEnv: "T" },
      { channel: "telegram", target: "1", token: "open" },
    ],
  }),

  signal: web({
    setup: (http) => ({ options: { http, account: "+15550001", recipients: ["+15550002"] } }),
    good: ({ body }) => ({
      status: 200,
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: JSON.parse(body).id,
        result: { timestamp: 1, results: [{ type: "SUCCESS" }] },
      }),
    }),
    seenIn({ method, params }) {
      assert.deepEqual(
        [method, params.textStyle, params.mention, params.attachment],
        ["send", undefined, undefined, undefined],
      );
      return params.message;
    },
    harmless: () => undefined,
    mostBytes: 2_000,
    needsSecret: false,
    refused: [
      { http: "http://127.0.0.1:8080" },
      { recipients: ["+15550002"] },
      { http: "http://127.0.0.1:8080", recipients: ["5550002"] },
      { http: "http://127.0.0.1:8080", recipients: ["+15550002"], group: "AAAAAAAAAAAAAAAAAAAAAAAA" },
      { http: "http://127.0.0.1:8080", rest: "http://127.0.0.1:8081", recipients: ["+15550002"] },
      { rest: "http://127.0.0.1:8081", recipients: ["+15550002"] },
      { http: "http://127.0.0.1:8080", recipients: ["+15550002"], replies: { from: ["Anna"] } },
      { http: "http://127.0.0.1:8080", recipients: ["+15550002"], replies: {} },
    ],
  }),

  slack: web({
    setup: (address) => ({
      options: { urlEnv: "SECRET" },
      environment: { SECRET: `${address}/services/T0000001/B0000001/${secret}` },
    }),
    good: () => ({ status: 200, body: "ok" }),
    seenIn({ text, unfurl_links: links, unfurl_media: media, link_names: names, parse }) {
      assert.deepEqual([links, media, names, parse], [false, false, undefined, undefined]);
      return text;
    },
    harmless(seen) {
      inFence(seen);
      assert.doesNotMatch(seen, /[<>]/, "no <!everyone>, no <@U123>, no hidden link");
      assert.doesNotMatch(seen, mentions, "Mattermost and Discord read these");
    },
    mostBytes: 16_000,
    needsSecret: true,
    refused: [{}, { url: "https://hooks.slack.com/services/x" }, { urlEnv: "A", urlFile: "./b" }],
  }),

  telegram: web({
    setup: (api) => ({ options: { api, chat: "-1001", tokenEnv: "SECRET" }, environment: { SECRET: secret } }),
    good: () => ({ status: 200, body: JSON.stringify({ ok: true, result: { message_id: 7 } }) }),
    seenIn({ chat_id: chat, text, parse_mode: mode, entities, link_preview_options: preview }) {
      assert.deepEqual([chat, mode, entities, preview], ["-1001", undefined, undefined, { is_disabled: true }]);
      assert.ok(text.length <= 4_096, "what is longer is refused");
      return text;
    },
    harmless: (seen) => assert.doesNotMatch(seen, mentions),
    mostBytes: 4_000,
    needsSecret: true,
    refused: [
      { chat: "1001" },
      { chat: "ops", tokenEnv: "T" },
      { chat: "1001", token: "open" },
      { chat: "1001", tokenEnv: "T", api: "api.telegram.org" },
      { chat: "1001", tokenEnv: "T", replies: { from: ["@anna"] } },
      { chat: "1001", tokenEnv: "T", replies: { from: [] } },
    ],
  }),

  webhook: web({
    setup: (address) => ({
      options: { url: `${address}/hook`, secretEnv: "SECRET", authorizationEnv: "SECRET" },
      environment: { SECRET: secret },
    }),
    good: () => ({ status: 204, body: "" }),
    // A machine reads it, which has the whole.
    seenIn: ({ data }) => `${data.subject}\n\n${data.body}`,
    trusting: true,
    harmless: () => undefined,
    mostBytes: Number.POSITIVE_INFINITY,
    needsSecret: true,
    refused: [{}, { url: "ftp://example.org" }, { url: "https://example.org", secret: "open" }],
  }),
};
