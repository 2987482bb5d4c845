import { copyFile, mkdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { ProcessGroup } from "../lib/process-group.ts";
import { sleep, waitUntil } from "../lib/wait.ts";
import type { Contender, Handle, Programs } from "./contender.ts";

/** Long enough for every contender to forget the death before: runit and s6 count back a second, monit two cycles. */
const QUIET_MS = 2500;
/** How often in a row the same process has to answer before it is believed to stay. */
const SAME_ANSWERS = 5;
const START_TIMEOUT_MS = 30_000;

/** One contender with its service: starts, waits for calm, ends. */
export class RunningContender {
  readonly contender: Contender;
  readonly version: string;
  readonly port: number;
  readonly #directory: string;
  readonly #processes: ProcessGroup;
  #handle: Handle | undefined;
  #starts = 0;
  #disturbedAt = 0;
  #service = "";

  constructor(contender: Contender, version: string, port: number, directory: string) {
    this.contender = contender;
    this.version = version;
    this.port = port;
    this.#directory = directory;
    this.#processes = new ProcessGroup(directory);
  }

  /** Path of this contender's own copy of the service: nothing else runs it, so nothing else can be hit by mistake. */
  get service(): string {
    return this.#service;
  }

  /** Starts contender and service; throws with the contender's own last words when the service does not answer. */
  async start(programs: Programs, signal: AbortSignal): Promise<void> {
    // A new folder each time: a contender that is started afresh must not remember what it could not finish.
    const directory = join(this.#directory, String(this.#starts++));
    await mkdir(directory, { recursive: true });
    const copies = {
      service: await copyInto(directory, programs.service),
      supervisor: await copyInto(directory, programs.supervisor),
      launcher: await copyInto(directory, programs.launcher),
      reaper: await copyInto(directory, programs.reaper),
    };
    this.#service = copies.service;
    const logFile = join(directory, "output.log");
    const { port } = this;
    const place = { directory, logFile, port, programs: copies, processes: this.#processes };
    this.#handle = await this.contender.start(place);
    this.markDisturbed();
    if (!(await this.waitForCalm(START_TIMEOUT_MS, signal))) {
      const log = await readFile(logFile, "utf8").catch(() => "");
      throw new Error(
        `it or its service does not answer. It said: ${log.trim().split("\n").slice(-5).join(" / ") || "nothing"}`,
      );
    }
  }

  /** To be called after every fault: calm is counted from here. */
  markDisturbed(): void {
    this.#disturbedAt = performance.now();
  }

  /** Waits until the contender is back in its usual state; false when it does not come back. */
  async waitForCalm(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const handle = this.#handle;
    await sleep(this.#disturbedAt + QUIET_MS - performance.now(), signal);
    if (!(await this.#answersFor(timeoutMs, signal))) return false;
    if (handle?.settled === undefined) return true;
    return await waitUntil(() => handle.settled?.() ?? true, { timeoutMs, everyMs: 200, signal });
  }

  async #answersFor(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    let last = "";
    let same = 0;
    const stays = async (): Promise<boolean> => {
      const answer = await this.#ask();
      same = answer !== "" && answer === last ? same + 1 : 0;
      last = answer;
      return same >= SAME_ANSWERS;
    };
    return await waitUntil(stays, { timeoutMs, everyMs: 50, signal });
  }

  async #ask(): Promise<string> {
    try {
      const options = { signal: AbortSignal.timeout(500), headers: { connection: "close" } };
      return await (await fetch(`http://127.0.0.1:${this.port}/`, options)).text();
    } catch {
      return "";
    }
  }

  async end(): Promise<void> {
    await this.#processes.end(this.#handle?.processId);
  }
}

async function copyInto(directory: string, program: string): Promise<string> {
  const copy = join(directory, basename(program));
  await copyFile(program, copy);
  return copy;
}
