/** An outbox over a real store with scripted channels, under a clock that the test moves. */
import { join } from "node:path";
import { z } from "zod";
import { openLog, standardProjections } from "#core/log";
import { openLogReader } from "#core/log/read";
import { type Channel, type Delivery, defineChannel, event, type Message, type Settings } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createSeededRandom, createTestClock, type TestClock, temporaryFolder } from "#core/platform/test";
import { createOutbox, type Outbox } from "#surface/notify";

export const hour = 3_600_000;
export const taken: Delivery = { delivered: true, retryable: false, detail: "ok" };
export const down: Delivery = { delivered: false, retryable: true, detail: "connection refused" };
export const silent: Delivery = { delivered: false, retryable: true, unknown: true, detail: "no answer" };
export const refused: Delivery = { delivered: false, retryable: false, detail: "answered 401" };

const tenAMinute = { messages: 10, windowMs: 60_000 };

const kinds = (...names: string[]) => names.map((kind) => ({ kind, options: {} }));

const notify: Settings["notify"] = {
  notice: kinds("third"),
  page: kinds("first", "second"),
  giveUpAfterMs: 24 * hour,
  budget: { notice: tenAMinute, page: tenAMinute },
};

/** A channel that answers as the test says, and keeps what it was sent. */
class Scripted {
  answer: Delivery | Promise<Delivery> | Error = taken;
  readonly received: Message[] = [];
  readonly channel: Channel;

  constructor(name: string) {
    this.channel = defineChannel({
      name,
      summary: "",
      schema: z.strictObject({}),
      send: async (message) => {
        this.received.push(message);
        if (this.answer instanceof Error) throw this.answer;
        return this.answer;
      },
    });
  }
}

/** A store in a folder, and outboxes over it one after the other, as an engine that is restarted has them. */
export function openOutboxScene(t: { after(cleanUp: () => void): void }, clock: TestClock = createTestClock()) {
  const folder = temporaryFolder(t);
  const path = join(folder, "chiron.db");
  const open = () =>
    openLog({
      path,
      stream: "engine",
      clock,
      projections: standardProjections({ evolve: () => undefined, version: 1 }),
    });
  let log = open();
  const reader = openLogReader(path);
  const scripted = { first: new Scripted("first"), second: new Scripted("second"), third: new Scripted("third") };
  const channels = new Map(Object.values(scripted).map(({ channel }) => [channel.name, channel]));
  const context = { ...createRealPlatform(), clock, environment: () => undefined, node: "n", dataDir: folder };
  const begin = (changes: Partial<Settings["notify"]> = {}): Outbox => {
    const outbox = createOutbox({
      clock,
      random: createSeededRandom(1),
      channels,
      notify: { ...notify, ...changes },
      entries: reader.outbox(),
      record: (events) => void log.append(events),
      durable: () => log.durable(),
      context,
    });
    outbox.start();
    return outbox;
  };
  t.after(() => {
    reader.close();
    log.close();
  });
  return {
    clock,
    reader,
    folder,
    begin,
    ...scripted,
    /** Time passes, and all that it set going comes to its end: a commit takes a turn of the event loop. */
    async pass(ms: number): Promise<void> {
      await clock.advance(ms);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
    restartLog() {
      log.close();
      log = open();
    },
    queue(outbox: Outbox, id: string, over: Partial<Message> = {}): void {
      const base = {
        id,
        route: "page",
        tier: 3,
        incident: `inc-${id}`,
        subject: `subject ${id}`,
        body: `body ${id}`,
      } as const;
      const message: Message = { ...base, data: { severity: "high" }, createdAt: clock.now(), repeat: false, ...over };
      log.append([event("message.queued", { message })]);
      outbox.deliver(message);
    },
    types: () => reader.events({}).map(({ type }) => type),
  };
}
