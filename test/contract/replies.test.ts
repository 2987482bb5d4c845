/** Every channel by which a human can answer, each with its real protocol on the other side. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { InboundMessage, Replies } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { channels } from "#surface/notify";
import { temporaryFolder, until, within } from "../../src/core/platform/test/index.ts";
import { closedPort } from "../support/counterparts/listening.ts";
import {
  signalByHttp,
  signalByLines,
  signalByRest,
  type TwoWay,
  telegramBot,
} from "../support/counterparts/two-way.ts";

const cases: Readonly<Record<string, readonly ((t: TestContext) => Promise<TwoWay>)[]>> = {
  signal: [signalByHttp, signalByLines, signalByRest],
  telegram: [telegramBot],
};

function listen(t: TestContext, name: string, { options, environment, people }: TwoWay, answer: string | null = null) {
  const channel = channels.get(name);
  const replies = channel?.replies as Replies;
  const platform = createRealPlatform();
  // Nothing of a channel keeps a process alive that only waits for it.
  const alive = setInterval(() => undefined, 1_000);
  t.after(() => {
    clearInterval(alive);
    platform.close();
  });
  const heard: InboundMessage[] = [];
  const end = new AbortController();
  const parsed = channel?.schema.parse({ ...options, replies: { from: [people[0]] } }) as object;
  const context = {
    ...platform,
    environment: (variable: string) => environment[variable],
    node: "workshop",
    dataDir: temporaryFolder(t),
    signal: end.signal,
    take: async (message: InboundMessage) => {
      heard.push(message);
      return answer;
    },
  };
  const ended = replies.listen(parsed, context);
  ended.catch(() => undefined);
  return { heard, end, ended, trusted: replies.trusted(parsed), parsed, channel };
}

test("REASON-08: every two-way channel has a case here", () => {
  const twoWay = [...channels.values()].filter(({ replies }) => replies !== undefined).map(({ name }) => name);
  assert.deepEqual(Object.keys(cases).sort(), twoWay.sort());
});

for (const [name, starters] of Object.entries(cases)) {
  for (const start of starters) {
    const title = `${name} (${start.name})`;

    test(`REASON-08: ${title}: what somebody writes is heard with who wrote it and what it quotes, and is answered there`, async (t) => {
      const other = await start(t);
      const { heard, trusted } = listen(t, name, other, "Done.");
      await other.listened();
      const [anna, bob] = other.people;
      assert.deepEqual(trusted, [anna]);
      other.write({ from: bob, text: "approve K7F2", quoted: "may it?" });
      other.write({ from: anna, text: "ünïcödé\nand more" });
      await until("both are heard", () => heard.length === 2);
      assert.deepEqual(
        heard.map(({ senders: [sender], text, quoted }) => ({ sender, text, quoted })),
        [
          { sender: bob, text: "approve K7F2", quoted: "may it?" },
          { sender: anna, text: "ünïcödé\nand more", quoted: null },
        ],
      );
      assert.notEqual(heard[0]?.id, heard[1]?.id);
      await until("both are answered", () => other.sent.length === 2);
      assert.deepEqual(new Set(other.sent.map(({ to }) => to)), new Set([anna, bob]));
      assert.deepEqual(
        other.sent.map(({ text }) => text),
        ["Done.", "Done."],
      );
    });

    test(`REASON-08: ${title}: told to end it ends; broken off it says so, and hears again when it is called again`, async (t) => {
      const other = await start(t);
      const first = listen(t, name, other);
      await other.listened();
      other.hangUp();
      await assert.rejects(within("it says so", first.ended, 10_000));
      const second = listen(t, name, other);
      await other.listened();
      other.write({ from: other.people[0], text: "hello" });
      await until("it is heard", () => second.heard.some(({ text }) => text === "hello"));
      second.end.abort(new Error("the engine ends"));
      await within("it ends", second.ended, 5_000);
    });

    test(`REASON-08: ${title}: without anybody on the other side it says so, and keeps its secret`, async (t) => {
      const other = await start(t);
      const port = await closedPort();
      const options = JSON.parse(JSON.stringify(other.options).replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${port}`));
      if ("tcp" in options) options.tcp.port = port;
      const { ended } = listen(t, name, { ...other, options });
      await assert.rejects(within("it says so", ended, 10_000), (error: Error) => {
        for (const secret of Object.values(other.environment))
          assert.ok(!error.message.includes(secret), error.message);
        return /\w{3,}/.test(error.message);
      });
    });
  }
}

test("REASON-08: without `replies` in its options a channel listens to nobody", async (t) => {
  for (const [name, [start]] of Object.entries(cases)) {
    const other = await start?.(t);
    const channel = channels.get(name);
    assert.equal(channel?.replies?.trusted(channel.schema.parse(other?.options)), undefined, name);
  }
});
