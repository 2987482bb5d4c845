/** The watchdog's end of the process that starts critical services for it: begun with the first order, one order at a time. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StartAnswer, StartOrder } from "./messages.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
/** The process itself takes a second to begin, on a busy machine more; a service is there as soon as its process is. */
const withinMs = 25_000;

export interface Starter {
  order(order: StartOrder): Promise<StartAnswer>;
  close(): void;
}

export function openStarter(): Starter {
  let child: ChildProcess | undefined;
  let waiting: ((answer: StartAnswer | Error) => void) | undefined;
  const begin = (): ChildProcess => {
    const begun = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
    const over = (why: string) => {
      if (child === begun) child = undefined;
      waiting?.(new Error(why));
    };
    begun.once("error", (error) => over(String(error)));
    begun.once("exit", (code, signal) => over(`the process that starts services ended (${signal ?? code})`));
    begun.stdin.on("error", () => undefined);
    createInterface({ input: begun.stdout }).on("line", (line) => {
      waiting?.(parse(line));
    });
    return begun;
  };
  return {
    order(order) {
      child ??= begin();
      const { promise, resolve, reject } = Promise.withResolvers<StartAnswer>();
      const timer = setTimeout(() => {
        // What it does meanwhile nobody waits for; the next order is another process's.
        child?.kill("SIGKILL");
        waiting?.(new Error(`no answer within ${withinMs} ms`));
      }, withinMs);
      waiting = (answer) => {
        waiting = undefined;
        clearTimeout(timer);
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      };
      child.stdin?.write(`${JSON.stringify(order)}\n`);
      return promise;
    },
    close() {
      child?.stdin?.end();
      child?.unref();
      child = undefined;
    },
  };
}

function parse(line: string): StartAnswer | Error {
  try {
    return JSON.parse(line) as StartAnswer;
  } catch {
    return new Error("the process that starts services said something that is no answer");
  }
}
