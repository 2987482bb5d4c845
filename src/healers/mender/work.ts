/**
 * The mender's work, once there is any. Git, the store and the parsers are loaded when the first repository is declared: a mender that only
 * looks after the engine stays as small as it can be.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "#core/model/plain";
import type { RunningMender } from "./run.ts";

export interface Work {
  /** One pass of the work loop. */
  turn(): void;
  stop(): Promise<void>;
}

const lookEveryMs = 1_000;
/** A store that cannot be used is tried again: a disk that was full has room some day. */
const againAfterMs = 10_000;

/** `takeOver`: the mender before this one cannot be ended, and still has its locks. */
export function createWork(dataDir: string, takeOver: boolean, say: (line: string) => void): Work {
  return new LaterWork(dataDir, takeOver, say);
}

class LaterWork implements Work {
  readonly #dataDir: string;
  readonly #takeOver: boolean;
  readonly #say: (line: string) => void;
  #running: RunningMender | undefined;
  #opening: Promise<void> | undefined;
  #nextLook = 0;
  #isStopped = false;

  constructor(dataDir: string, takeOver: boolean, say: (line: string) => void) {
    this.#dataDir = dataDir;
    this.#takeOver = takeOver;
    this.#say = say;
  }

  turn(): void {
    if (this.#running !== undefined) this.#running.turn();
    else if (this.#opening === undefined && performance.now() >= this.#nextLook) this.#look();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#opening;
    await this.#running?.stop();
    this.#running = undefined;
  }

  #look(): void {
    this.#nextLook = performance.now() + lookEveryMs;
    // The engine makes this folder with the first repository.
    if (this.#isStopped || !existsSync(join(this.#dataDir, "repair"))) return;
    this.#opening = this.#open()
      .catch((error: unknown) => this.#giveUp(error))
      .finally(() => {
        this.#opening = undefined;
      });
  }

  async #open(): Promise<void> {
    const [{ runMender }, { openSyntax }] = await Promise.all([import("./run.ts"), import("./workshop.ts")]);
    if (this.#isStopped) return;
    const means = { dataDir: this.#dataDir, takeOver: this.#takeOver, say: this.#say };
    const running = runMender({ ...means, syntax: openSyntax() });
    this.#running = running;
    void running.failed.then(async (error) => {
      if (this.#running !== running) return;
      this.#running = undefined;
      await running.stop().catch(() => undefined);
      this.#giveUp(error);
    });
  }

  #giveUp(error: unknown): void {
    this.#nextLook = performance.now() + againAfterMs;
    this.#say(`error: repairs of code rest: ${messageOf(error)}`);
  }
}
