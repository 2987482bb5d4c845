/** The way to people and back: the outbox, and whoever hears their replies. */
import { event, type Settings } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import { channels, createInbox, createOutbox, type Inbox, type Outbox } from "#surface/notify";
import type { Engine } from "./engine.ts";
import type { Fence } from "./fence.ts";
import type { Store } from "./store.ts";

/** Messages that may wait for a channel over a restart; far beyond what the budget lets arise. */
const mostWaiting = 100_000;

/** For channels whose secrets stand in the environment. */
export function environment(name: string): string | undefined {
  return process.env[name];
}

export function createOutboxOf(
  settings: Settings,
  store: Store,
  { clock, random, files, network, processes }: RealPlatform,
  { dataDir, engine, fence }: { readonly dataDir: string; readonly engine: () => Engine; readonly fence: Fence },
): Outbox {
  return createOutbox({
    clock,
    random,
    channels,
    notify: settings.notify,
    entries: store.reader.outbox({ limit: mostWaiting }),
    fence,
    // The outbox is there before the engine, and only records once both are.
    record: (events) => engine().record(events),
    durable: () => store.log.durable(),
    context: { clock, files, network, processes, environment, node: settings.node, dataDir },
  });
}

export function configure(notify: Settings["notify"], all: readonly Pick<Inbox, "configure">[]): void {
  for (const one of all) one.configure(notify);
}

/** Whoever may answer by reply is named in the configuration, as those who may by the API are by their tokens. */
export function createInboxOf(
  settings: Settings,
  store: Store,
  { clock, random, files, network, processes }: RealPlatform,
  dataDir: string,
  { facade }: Engine,
  say: (line: string) => void,
): Inbox {
  return createInbox({
    clock,
    random,
    channels,
    notify: settings.notify,
    context: { clock, files, network, processes, environment, node: settings.node, dataDir },
    command: (command, actor) => facade.command(command, actor),
    refused: (command, reason, { id }) => {
      store.log.append([event("command.refused", { command, reason })], { actor: id });
    },
    say,
  });
}
