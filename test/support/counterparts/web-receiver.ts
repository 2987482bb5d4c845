/** An HTTP server of a test's own that keeps what it is sent, and answers as the test says. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { TestContext } from "node:test";
import { listening } from "./listening.ts";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** `hang`: no answer. `reset`: the connection is broken off. */
export type Behaviour = "hang" | "reset" | ((received: Received) => Answer | "hang");

export interface WebReceiver {
  readonly address: string;
  readonly received: Received[];
  behave: Behaviour;
}

export async function startWebReceiver(t: TestContext, behave: Behaviour): Promise<WebReceiver> {
  const received: Received[] = [];
  const receiver = { address: "", received, behave };
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const one = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    received.push(one);
    if (receiver.behave === "hang") return;
    if (receiver.behave === "reset") {
      request.socket.resetAndDestroy();
      return;
    }
    const said = receiver.behave(one);
    if (said === "hang") return;
    const { status, body: answer, headers } = said;
    response.writeHead(status, headers).end(answer);
  });
  receiver.address = `http://127.0.0.1:${await listening(t, server)}`;
  return receiver;
}
