/** The engine's side of the thread that checks: begun with the first order, and again whenever it was lost. */
import { Worker } from "node:worker_threads";
import type { Beside, Recorded } from "#contract";
import { ChironError, type ContractCheck } from "#core/model";
import type { Clock, Timer } from "#core/platform";
import type { Answered, Asked, ContractSummary, Failure, Order, Results } from "./orders.ts";

const program = new URL("./main.ts", import.meta.url);
/** An output of 10 MB takes a tenth of a second; what takes so much longer will not end. */
const silenceMs = 10_000;
/** Before its first answer a thread has to be loaded, on a machine that may be busy. */
const startMs = 60_000;
const heapMiB = 256;
/** Who sends faster than can be checked hears so, rather than fill the memory. */
const mostWaiting = 10_000;

type Compile = Extract<Order, { kind: "compile" }>;

interface Waiting {
  readonly resolve: (result: Results[keyof Results]) => void;
  readonly reject: (error: Error) => void;
}

export class Checkers {
  readonly #clock: Pick<Clock, "after">;
  /** What is compiled, so that a new thread can be given it again. */
  readonly #compiled = new Map<string, Compile>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #timer: Timer | undefined;
  #next = 1;
  #isLoaded = false;

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** Throws `bad_request` for a text that is no contract. */
  async compile(key: string, revisions: Compile["revisions"], windowMs: number): Promise<ContractSummary> {
    const order: Compile = { kind: "compile", key, revisions, windowMs };
    const summary = await this.#ask<"compile">(order);
    this.#compiled.set(key, order);
    return summary;
  }

  /** Throws `timeout` when it takes too long, `rate_limited` when too much waits, `bad_request` when it cannot be checked. */
  check(key: string, asked: Omit<Extract<Order, { kind: "check" }>, "kind" | "key">): Promise<ContractCheck> {
    if (this.#waiting.size >= mostWaiting) {
      const details = { retryAfterSeconds: 1 };
      throw new ChironError("rate_limited", `${mostWaiting} outputs wait to be checked`, { details });
    }
    return this.#ask<"check">({ kind: "check", key, ...asked });
  }

  /** Throws `timeout` when it takes too long. */
  compare(key: string, recorded: readonly Recorded[]): Promise<readonly Beside[]> {
    return this.#ask<"compare">({ kind: "compare", key, recorded });
  }

  forget(key: string): void {
    if (!this.#compiled.delete(key) || this.#worker === undefined) return;
    this.#ask({ kind: "forget", key }).catch(() => undefined);
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#lose(new ChironError("not_running", "the engine is ending"));
    await worker?.terminate();
  }

  #ask<K extends Order["kind"]>(order: Order): Promise<Results[K]> {
    const worker = this.#started();
    const id = this.#next++;
    const { promise, resolve, reject } = Promise.withResolvers<Results[keyof Results]>();
    this.#waiting.set(id, { resolve, reject });
    worker.postMessage({ id, order } satisfies Asked);
    this.#watch();
    return promise as Promise<Results[K]>;
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(program, {
      resourceLimits: { maxOldGenerationSizeMb: heapMiB },
      stdout: false,
      stderr: false,
    });
    worker.unref();
    this.#worker = worker;
    this.#isLoaded = false;
    worker.on("message", (answered: Answered) => this.#take(answered));
    worker.on("error", (error) => {
      if (this.#worker === worker) this.#lose(lostBy(`the checker ended over it: ${String(error)}`));
    });
    // In the order in which they were asked: what is compiled again is there before whatever is asked next.
    for (const order of this.#compiled.values()) worker.postMessage({ id: 0, order } satisfies Asked);
    return worker;
  }

  #take(answered: Answered): void {
    const waiting = this.#waiting.get(answered.id);
    this.#waiting.delete(answered.id);
    this.#isLoaded = true;
    this.#watch();
    if (waiting === undefined) return;
    if ("result" in answered) waiting.resolve(answered.result);
    else waiting.reject(errorOf(answered.failure));
  }

  /** As long as something waits, an answer must come now and then. */
  #watch(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#waiting.size === 0) return;
    const withinMs = this.#isLoaded ? silenceMs : startMs;
    this.#timer = this.#clock.after(withinMs, () => {
      const stuck = this.#worker;
      this.#lose(lostBy(`it could not be checked within ${withinMs / 1_000} s`));
      void stuck?.terminate();
    });
  }

  #lose(error: ChironError): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function errorOf({ code, message, help }: Failure): ChironError {
  return new ChironError(code, message, help === undefined ? {} : { help });
}

function lostBy(message: string): ChironError {
  return new ChironError("timeout", message, { help: "It was not counted, and is no violation." });
}
