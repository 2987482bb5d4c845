/** Ways to humans that fail and come back. What they accept lies in the inbox, whether the engine hears of it or not. */
import { z } from "zod";
import { type Channel, type ChannelContext, type Delivery, defineChannel, type Message } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { WorldClock } from "../platform/clock.ts";

export const channelNames = ["pager", "mail", "chat"] as const;
export type ChannelName = (typeof channelNames)[number];
export type ChannelState = "is_up" | "is_down" | "hangs" | "refuses";

export interface Accepted {
  readonly channel: ChannelName;
  readonly message: Message;
}

export class Channels {
  /** When one of them last was not up; elapsed ms. */
  #troubledAt = Number.NEGATIVE_INFINITY;
  readonly #states = new Map<ChannelName, ChannelState>();
  /** Told of everything that arrives. */
  onAccepted: (accepted: Accepted) => void = () => undefined;
  readonly #clock: WorldClock;
  readonly #chance: Chance;

  constructor(clock: WorldClock, chance: Chance) {
    this.#clock = clock;
    this.#chance = chance;
  }

  get troubledAt(): number {
    return [...this.#states.values()].some((state) => state !== "is_up") ? this.#clock.elapsedMs : this.#troubledAt;
  }

  set(name: ChannelName, state: ChannelState): void {
    this.#troubledAt = this.#clock.elapsedMs;
    this.#states.set(name, state);
  }

  /** As the outbox knows them. */
  doors(): ReadonlyMap<string, Channel> {
    return channelsThat((name, message, { clock, signal }) => {
      const wait = () => clock.sleep(Math.round(this.#chance.between(20, 800)), signal);
      return this.#send(name, message, wait, signal);
    });
  }

  async #send(name: ChannelName, message: Message, wait: () => Promise<void>, signal: AbortSignal): Promise<Delivery> {
    switch (this.#states.get(name) ?? "is_up") {
      case "is_down":
        await wait();
        return { delivered: false, retryable: true, detail: "connection refused" };
      case "refuses":
        await wait();
        return { delivered: false, retryable: false, detail: "403: the token has expired" };
      case "hangs":
        if (this.#chance.yes(0.5)) this.#accept(name, message);
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
        break;
      case "is_up":
    }
    // The other side has it before its answer is here.
    this.#clock.after(10, () => this.#accept(name, message));
    await wait();
    return { delivered: true, retryable: false, detail: "accepted" };
  }

  #accept(channel: ChannelName, message: Message): void {
    this.onAccepted({ channel, message });
  }
}

type Send = (name: ChannelName, message: Message, context: ChannelContext) => Promise<Delivery>;

export function channelsThat(send: Send): ReadonlyMap<string, Channel> {
  const schema = z.strictObject({});
  return new Map(
    channelNames.map((name) => {
      const summary = `The simulated ${name}`;
      return [
        name,
        defineChannel({ name, summary, schema, send: (message, _, context) => send(name, message, context) }),
      ];
    }),
  );
}
