/** Server-sent events over HTTP. The daemon says something every 15 s, so that a connection which died unseen is noticed. */
import type { IncomingMessage } from "node:http";
import { createParser } from "eventsource-parser";
import type { ReplyContext } from "#core/model";
import { below } from "../address.ts";

/** Not imported: an import reads every export of the module, its WebSocket client too, which costs 8 MB. */
const { request: requestHttp } = process.getBuiltinModule("node:http");
const { request: requestHttps } = process.getBuiltinModule("node:https");

const silenceMs = 60_000;
/** One event that is longer is no message of a human. */
const mostBytes = 1_048_576;

export async function hearEvents(
  address: string,
  account: string | undefined,
  { signal, clock }: ReplyContext,
  take: (envelope: unknown) => Promise<void>,
): Promise<void> {
  const url = new URL(below(address, "/api/v1/events"));
  if (account !== undefined) url.searchParams.set("account", account);
  const silent = new AbortController();
  const fresh = () => clock.after(silenceMs, () => silent.abort(new Error("signal-cli has gone silent")));
  let patience = fresh();
  try {
    const response = await open(url, AbortSignal.any([signal, silent.signal]));
    const waiting: Promise<void>[] = [];
    const parser = createParser({
      maxBufferSize: mostBytes,
      onEvent: ({ event, data }) => {
        if (event === "receive") waiting.push(take(jsonIn(data)));
      },
      onError: (error) => {
        throw error;
      },
    });
    for await (const piece of response.setEncoding("utf8")) {
      patience.cancel();
      patience = fresh();
      parser.feed(piece as string);
      await Promise.all(waiting.splice(0));
    }
    throw new Error("signal-cli has ended its events");
  } catch (error) {
    if (!signal.aborted) throw silent.signal.aborted ? silent.signal.reason : error;
  } finally {
    patience.cancel();
  }
}

function open(url: URL, signal: AbortSignal): Promise<IncomingMessage> {
  const request = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers: { accept: "text/event-stream" }, signal, agent: false }, (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.destroy();
      reject(new Error(`signal-cli answered ${response.statusCode} to the question for its events`));
    });
    asked.on("error", reject).end();
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
