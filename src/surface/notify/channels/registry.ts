/** Every channel there is, by name: one folder each, named like the channel. */
import type { Channel } from "#core/model";
import { desktop } from "./desktop/index.ts";
import { email } from "./email/index.ts";
import { log } from "./log/index.ts";
import { matrix } from "./matrix/index.ts";
import { ntfy } from "./ntfy/index.ts";
import { openclaw } from "./openclaw/index.ts";
import { signal } from "./signal/index.ts";
import { slack } from "./slack/index.ts";
import { telegram } from "./telegram/index.ts";
import { terminal } from "./terminal/index.ts";
import { webhook } from "./webhook/index.ts";

export const channels: ReadonlyMap<string, Channel> = new Map(
  [desktop, email, log, matrix, ntfy, openclaw, signal, slack, telegram, terminal, webhook].map((channel) => [
    channel.name,
    channel,
  ]),
);
