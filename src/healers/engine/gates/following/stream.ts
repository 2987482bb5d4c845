/** Server-sent events, each an output. After a break it goes on behind the last one that was taken in (`Last-Event-ID`). */
import type { IncomingMessage } from "node:http";
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { messageOf } from "#core/model";
import { longestOutput, type Position, type Source, type SourceMeans } from "./source.ts";

/** Not imported: an import reads every export of the module, its WebSocket client too, which costs 8 MB. */
const { request: requestHttp } = process.getBuiltinModule("node:http");
const { request: requestHttps } = process.getBuiltinModule("node:https");

const firstPauseMs = 500;
const longestPauseMs = 30_000;

export class StreamSource implements Source {
  readonly #means: SourceMeans;
  readonly #end = new AbortController();
  #position: Position;
  #isHearing = false;
  #trouble = "";

  constructor(means: SourceMeans) {
    this.#means = means;
    this.#position = means.positions[0] ?? { name: "", inode: 0, offset: 0, event: null };
  }

  async look(): Promise<void> {
    if (this.#isHearing) return;
    this.#isHearing = true;
    void this.#hearOn();
  }

  close(): void {
    this.#end.abort();
  }

  async #hearOn(): Promise<void> {
    const signal = AbortSignal.any([this.#means.signal, this.#end.signal]);
    const { clock } = this.#means.platform;
    let pauseMs = firstPauseMs;
    while (!signal.aborted) {
      const before = this.#position;
      await this.#hear(signal).catch((error: unknown) => {
        if (!signal.aborted) this.#tell(messageOf(error));
      });
      pauseMs = this.#position === before ? Math.min(longestPauseMs, pauseMs * 2) : firstPauseMs;
      await clock.sleep(pauseMs, signal).catch(() => undefined);
    }
  }

  async #hear(signal: AbortSignal): Promise<void> {
    const response = await this.#open(signal);
    this.#trouble = "";
    const heard: EventSourceMessage[] = [];
    const parser = createParser({
      maxBufferSize: longestOutput,
      onEvent: (message) => heard.push(message),
      onError: (error) => {
        if (error.type !== "unknown-field" && error.type !== "invalid-retry") throw error;
      },
    });
    for await (const piece of response.setEncoding("utf8")) {
      parser.feed(piece as string);
      for (const { data, id } of heard.splice(0)) {
        const next = { ...this.#position, event: id ?? this.#position.event };
        while (data.trim() !== "" && (await this.#means.take(data, next)) === "later")
          await this.#means.platform.clock.sleep(firstPauseMs, signal);
        this.#position = next;
      }
    }
  }

  #open(signal: AbortSignal): Promise<IncomingMessage> {
    const url = new URL(this.#means.setting.from);
    const { event } = this.#position;
    const headers = {
      accept: "text/event-stream",
      ...(event === null || /[^\x20-\x7e]/.test(event) ? {} : { "last-event-id": event }),
    };
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers, signal, agent: false }, (response) => {
        if (response.statusCode === 200) return resolve(response);
        response.destroy();
        reject(new Error(`${url.href} answered ${response.statusCode}`));
      });
      asked.on("socket", (socket) => socket.unref());
      asked.on("error", reject).end();
    });
  }

  #tell(trouble: string): void {
    if (trouble !== this.#trouble) this.#means.tell(`${this.#means.setting.from}: ${trouble}`);
    this.#trouble = trouble;
  }
}
