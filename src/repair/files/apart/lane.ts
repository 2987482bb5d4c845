/** One process that parses, started with the first order and again whenever it was lost. It does one order after the other. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Answer, Order } from "./orders.ts";

const PROGRAM = fileURLToPath(new URL("./main.ts", import.meta.url));

export interface LaneLimits {
  /** Without an answer for so long, the process is ended. */
  readonly silenceMs: number;
  /** Of V8's heap, in MiB. */
  readonly heapMiB: number;
  /** Without an order for so long, the process is let go. */
  readonly restMs: number;
}

export const laneLimits: LaneLimits = { silenceMs: 30_000, heapMiB: 512, restMs: 5_000 };

/** The process ended, or was ended, before it had answered. */
export class LaneLost extends Error {}

interface Waiting {
  readonly take: (answer: Answer) => boolean;
  readonly fail: (error: Error) => void;
}

export class Lane {
  readonly #limits: LaneLimits;
  #child: ChildProcess | undefined;
  #waiting: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(limits: LaneLimits = laneLimits) {
    this.#limits = limits;
  }

  /** `take` gets each answer, and says whether it was the last. */
  run(order: Order, take: (answer: Answer) => boolean, signal?: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#run(order, take, signal));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #run(order: Order, take: (answer: Answer) => boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const child = this.#started();
    const abort = (): void => this.#lose(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        this.#waiting = {
          take: (answer) => {
            const isLast = take(answer) || answer.kind === "failed";
            if (isLast) resolve();
            return isLast;
          },
          fail: reject,
        };
        this.#watch();
        child.send(order, (error) => {
          if (error !== null) this.#lose(new LaneLost(error.message));
        });
      });
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#waiting = undefined;
      this.#rest();
    }
  }

  #started(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const execArgv = [
      `--max-old-space-size=${this.#limits.heapMiB}`,
      "--stack-size=4000",
      "--disable-warning=ExperimentalWarning",
    ];
    const child = fork(PROGRAM, [], {
      execArgv,
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#child = child;
    child.on("message", (answer: Answer) => {
      this.#watch();
      this.#waiting?.take(answer);
    });
    const lost = (): void => {
      if (this.#child === child) this.#lose(new LaneLost("the parser's process ended over it"));
    };
    child.on("exit", lost);
    child.on("error", lost);
    return child;
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#child?.ref();
    this.#child?.channel?.ref();
    this.#timer = setTimeout(
      () => this.#lose(new LaneLost(`the parser took longer than ${this.#limits.silenceMs / 1_000} s over it`)),
      this.#limits.silenceMs,
    );
  }

  /** Nothing to do: it keeps nobody from ending, and goes after a while. */
  #rest(): void {
    clearTimeout(this.#timer);
    this.#child?.unref();
    this.#child?.channel?.unref();
    this.#timer = setTimeout(() => this.close(), this.#limits.restMs);
    this.#timer.unref();
  }

  #lose(error: Error): void {
    const child = this.#child;
    this.#child = undefined;
    clearTimeout(this.#timer);
    child?.removeAllListeners();
    child?.on("error", () => {});
    child?.kill("SIGKILL");
    this.#waiting?.fail(error);
  }

  close(): void {
    this.#lose(new LaneLost("closed"));
  }
}
