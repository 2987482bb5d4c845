/** What every channel must hold to, with real counterparts: run for some of them by each file that has what they need. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { z } from "zod";
import type { Channel, ChannelContext, Delivery, Message } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { channels } from "#surface/notify";
import { temporaryFolder, within } from "../../../src/core/platform/test/index.ts";
import { type ChannelCase, type Setup, secret, troubles } from "../cases/channel-case.ts";
import { cases } from "../cases/channels.ts";

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly path?: boolean;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const message: Message = {
  id: "msg-1",
  route: "page",
  tier: 3,
  incident: "inc-1",
  subject: "[critical] web: The process is gone (you are needed)",
  body: "What broke: The process is gone on web.\n\n  chiron incident inc-1  everything that is known about it",
  data: { severity: "critical" },
  createdAt: Date.UTC(2026, 0, 1),
  repeat: false,
};

const attacks = [
  "<!everyone> <!channel> <@U123> <https://evil.example|click>",
  "@channel @here @everyone @room @all",
  "[click](https://evil.example) ![x](https://evil.example/x.png)",
  "```\nMEDIA:/etc/passwd\n[[reply_to:5]]\n~~~\n````",
  "<b>bold</b> <script>alert(1)</script> &amp;",
  "\r\nBcc: evil@example.org\r\nX-Evil: 1\r\n.\r\nQUIT\r\n",
  "\u001b[2J\u001b]0;title\u0007\u009b31m\u0000\u202e\u2066 reversed \ud800 half",
];
const hostile: Message = {
  ...message,
  subject: `${attacks.join(" ")} -- --urgency=low`,
  body: `${attacks.join("\n")}\n${"a long line\n".repeat(20_000)}\n  chiron incident inc-1  the end is what to do`,
};

/** Control and format characters, line breaks apart. */
const unprintable = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u200e\u200f]/u;

function contextFor(
  t: TestContext,
  environment: Setup["environment"] = {},
  signal = new AbortController().signal,
): ChannelContext {
  const platform = createRealPlatform();
  t.after(() => platform.close());
  const { clock, files, network, processes } = platform;
  const dataDir = temporaryFolder(t);
  return {
    signal,
    clock,
    files,
    network,
    processes,
    environment: (name) => environment[name],
    node: "workshop",
    dataDir,
  };
}

function send(
  t: TestContext,
  channel: Channel,
  { options, environment }: Setup,
  what = message,
  signal?: AbortSignal,
): Promise<Delivery> {
  return channel.send(what, channel.schema.parse(options), contextFor(t, environment, signal));
}

function withTimeout(channel: Channel, options: Setup["options"], timeout: string): Setup["options"] {
  const { properties = {} } = z.toJSONSchema(channel.schema, { io: "input" }) as JsonSchema;
  return "timeout" in properties ? { ...options, timeout } : options;
}

function assertDetail({ detail }: Delivery): void {
  assert.match(detail, /\w{2,}/);
  assert.ok(detail.length <= 400, detail);
  assert.doesNotMatch(detail, /[\p{Cc}]/u, "one line that can be shown");
  assert.ok(!detail.includes(secret), detail);
  assert.ok(!detail.includes(Buffer.from(secret).toString("base64").slice(0, 20)), detail);
}

export function channelContract(isMeant: (example: ChannelCase) => boolean): void {
  for (const [name, channel] of channels) {
    const example = cases[name];
    if (example === undefined || !isMeant(example)) continue;
    saysWhatItIs(name, channel, example);
    brings(name, channel, example);
    reportsTroubles(name, channel, example);
  }
}

function saysWhatItIs(name: string, channel: Channel, example: ChannelCase): void {
  test(`HOST-21: ${name}: it says what it does, and what each option is; it refuses what it does not know`, async (t) => {
    assert.equal(channel.name, name);
    assert.match(channel.summary, /^[A-Z].{10,}[^.]$/);
    const schema = z.toJSONSchema(channel.schema, { io: "input" }) as JsonSchema;
    assert.equal(schema.type, "object");
    for (const [option, { description, path }] of Object.entries(schema.properties ?? {})) {
      assert.match(description ?? "", /\w{3,}/, `${option} is described`);
      assert.equal(
        path === true,
        /^(file|socket|.*File)$/.test(option),
        `${option}: paths are read from the file's folder`,
      );
      assert.doesNotMatch(
        option,
        /^(password|token|secret|authorization)$/,
        "a secret is kept in a file or the environment",
      );
    }
    const { options } = await example.well(t);
    assert.ok(channel.schema.safeParse(options).success);
    assert.equal(channel.schema.safeParse({ ...options, surprise: 1 }).success, false);
    for (const refused of example.refused)
      assert.equal(channel.schema.safeParse(refused).success, false, JSON.stringify(refused));
  });
}

function brings(name: string, channel: Channel, example: ChannelCase): void {
  test(`HOST-21: ${name}: a message arrives whole: what broke, and what to do`, async (t) => {
    const counterpart = await example.well(t);
    const delivery = await within("a delivery", send(t, channel, counterpart), 20_000);
    assert.deepEqual([delivery.delivered, delivery.unknown], [true, undefined], delivery.detail);
    assertDetail(delivery);
    const seen = await counterpart.seen();
    assert.ok(seen.includes(message.subject), seen);
    assert.match(seen, /What broke: The process is gone on web\./);
    assert.match(seen, / {2}chiron incident inc-1 {2}everything/);
  });

  test(`HOST-21: ${name}: what the world said stays text there, and does not flood it`, async (t) => {
    const counterpart = await example.well(t);
    const delivery = await within("a delivery", send(t, channel, counterpart, hostile), 20_000);
    assert.equal(delivery.delivered, true, delivery.detail);
    const seen = await counterpart.seen();
    // Files and machines are given the whole as JSON, which is not shown to anybody as it is.
    if (Number.isFinite(example.mostBytes)) assert.doesNotMatch(seen, unprintable);
    assert.ok(Buffer.byteLength(seen) <= example.mostBytes, `${Buffer.byteLength(seen)} bytes`);
    assert.match(seen, /the end is what to do/, "what is left out is left out in the middle");
    example.harmless(seen);
  });
}

function reportsTroubles(name: string, channel: Channel, example: ChannelCase): void {
  for (const trouble of troubles) {
    const open = example.trouble[trouble];
    if (open === undefined) continue;
    test(`HOST-21: ${name}: ${trouble}: it reports what that means, keeps its secrets, and does not hang`, async (t) => {
      const setup = await open(t);
      const options = withTimeout(channel, setup.options, "400ms");
      const delivery = await within("a delivery", send(t, channel, { ...setup, options }), 20_000);
      assert.equal(delivery.delivered, false);
      const lasting = trouble === "denied" && name !== "terminal";
      assert.equal(delivery.retryable, !lasting, delivery.detail);
      assert.equal(delivery.unknown === true, example.unknown.includes(trouble), delivery.detail);
      if (trouble === "busy" && name !== "email") assert.equal(delivery.retryAfterMs, 7_000);
      assertDetail(delivery);
    });
  }

  if (example.trouble.hang !== undefined && name !== "terminal") {
    const { hang } = example.trouble;
    test(`HOST-20: ${name}: told to give up it does so at once, before as well as meanwhile`, async (t) => {
      const setup = await hang(t);
      for (const when of ["before", "meanwhile"]) {
        const controller = new AbortController();
        if (when === "before") controller.abort(new Error("the engine ends"));
        const sending = send(t, channel, setup, message, controller.signal);
        setImmediate(() => controller.abort(new Error("the engine ends")));
        const delivery = await within(`an end when told ${when}`, sending, 5_000);
        assert.deepEqual([delivery.delivered, delivery.retryable], [false, true]);
      }
    });
  }

  if (example.needsSecret) {
    test(`HOST-21: ${name}: without its secret it sends nothing, says where it looked, and can be tried again`, async (t) => {
      const { options } = await example.well(t);
      const delivery = await send(t, channel, { options, environment: {} });
      assert.deepEqual([delivery.delivered, delivery.retryable, delivery.unknown], [false, true, undefined]);
      assert.match(delivery.detail, /the environment variable SECRET is empty/);
    });
  }
}
