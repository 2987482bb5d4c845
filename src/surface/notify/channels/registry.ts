/** Every channel there is, by name: one folder each, named like the channel. */
import type { Channel } from "#core/model";
import { log } from "./log/index.ts";
import { webhook } from "./webhook/index.ts";

export const channels: ReadonlyMap<string, Channel> = new Map([log, webhook].map((channel) => [channel.name, channel]));
