/** A real OpenClaw gateway, with Telegram as its channel and a Telegram of our own behind it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { pidOfChild, temporaryFolder, until } from "../../../src/core/platform/test/index.ts";
import { freePort } from "../ports.ts";
import { startWebReceiver, type WebReceiver } from "./web-receiver.ts";

export interface Gateway {
  readonly address: string;
  readonly token: string;
  /** What Telegram was asked to send, oldest first. */
  sent(): readonly { readonly chat_id: string; readonly text: string; readonly parse_mode?: string }[];
  readonly telegram: WebReceiver;
}

export async function startGateway(t: TestContext, program: string): Promise<Gateway> {
  const home = temporaryFolder(t);
  const port = await freePort();
  const token = "gateway-token-0123456789";
  const telegram = await startWebReceiver(t, ({ url }) => {
    // It waits there for what people write.
    if (url.includes("/getUpdates")) return "hang";
    const body = JSON.stringify({ ok: true, result: telegramSays(url) });
    return { status: 200, headers: { "content-type": "application/json" }, body };
  });
  const bot = {
    enabled: true,
    botToken: "1:abc",
    apiRoot: telegram.address,
    dmPolicy: "allowlist",
    allowFrom: ["12345"],
  };
  const gateway = { mode: "local", port, bind: "loopback", auth: { mode: "token", token } };
  const state = join(home, ".openclaw");
  mkdirSync(state);
  writeFileSync(join(state, "openclaw.json"), JSON.stringify({ gateway, channels: { telegram: bot } }));
  const env = {
    ...{ PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home },
    ...{ OPENCLAW_STATE_DIR: state, NO_COLOR: "1" },
  };
  const child = spawn(program, ["gateway", "run"], { stdio: "ignore", env, detached: true });
  t.after(() => endAll(child));
  const address = `http://127.0.0.1:${port}`;
  await until("the gateway is ready", () => isReady(address), 180_000);
  return {
    address,
    token,
    telegram,
    sent: () => telegram.received.filter(({ url }) => url.endsWith("/sendMessage")).map(({ body }) => JSON.parse(body)),
  };
}

function telegramSays(url: string): unknown {
  if (url.includes("/getMe")) return { id: 1, is_bot: true, first_name: "bot", username: "a_bot" };
  if (url.includes("/sendMessage")) return { message_id: 77, date: 1, chat: { id: 12_345, type: "private" }, text: "" };
  return true;
}

async function isReady(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/readyz`).catch(() => undefined);
  return answer?.ok === true;
}

async function endAll(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  process.kill(-pidOfChild(child), "SIGTERM");
  await ended;
}
