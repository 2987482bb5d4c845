/** Orders to a child process: see main.ts. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ChironError, messageOf } from "#core/model/plain";
import type { FileWork } from "../../../file-work.ts";
import type { Answer, Order } from "./order.ts";

const PROGRAM = fileURLToPath(new URL("./main.ts", import.meta.url));
/** It ends itself when it is told to; one that hangs in the kernel, on a file system that does not answer, is left behind. */
const GRACE_MS = 1_000;

export function createFileWork(): FileWork {
  const work = <T>(what: Order["what"], order: unknown, signal: AbortSignal): Promise<T> =>
    run({ what, order }, signal) as Promise<T>;
  return {
    archive: (order, signal) => work("archive", order, signal),
    setAside: (order, signal) => work("setAside", order, signal),
    putBack: (order, signal) => work("putBack", order, signal),
    copyAndTruncate: (order, signal) => work("copyAndTruncate", order, signal),
    whoUses: (files, signal) => work("whoUses", files, signal),
    untilReleased: (file, withinMs, signal) => work("untilReleased", { file, withinMs }, signal),
    prune: (order, signal) => work("prune", order, signal),
  };
}

function run(order: Order, signal: AbortSignal): Promise<unknown> {
  if (signal.aborted) return Promise.reject(brokenOff(signal));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", PROGRAM], {
      stdio: ["pipe", "pipe", "pipe"],
      // Nothing that was meant for our own process, such as options of Node, is passed on.
      env: { PATH: process.env.PATH, LANG: "C" },
    });
    const said = { out: "", err: "" };
    child.stdout.setEncoding("utf8").on("data", (piece: string) => {
      said.out += piece;
    });
    child.stderr.setEncoding("utf8").on("data", (piece: string) => {
      said.err = (said.err + piece).slice(-2_000);
    });
    child.stdin.on("error", () => undefined);
    let killing: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      child.stdin.end();
      killing = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    };
    const settle = (end: () => void): void => {
      clearTimeout(killing);
      signal.removeEventListener("abort", onAbort);
      end();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    child.once("error", (error) => settle(() => reject(error)));
    child.once("close", (code, by) =>
      settle(() => {
        const answer = answerIn(said.out);
        if (answer !== undefined && "value" in answer) resolve(answer.value);
        else if (answer !== undefined) reject(errorOf(answer.error));
        else if (signal.aborted) reject(brokenOff(signal));
        else
          reject(new ChironError("internal", `its process ended by ${by ?? `exit code ${code}`}: ${said.err.trim()}`));
      }),
    );
    child.stdin.write(`${JSON.stringify(order)}\n`);
  });
}

function answerIn(text: string): Answer | undefined {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return undefined;
  }
}

function brokenOff(signal: AbortSignal): ChironError {
  return new ChironError("timeout", `it was broken off: ${messageOf(signal.reason)}`);
}

/** Chiron's codes and the system's alike. */
function errorOf({ code, message }: { code: string; message: string }): Error {
  return Object.assign(new Error(message), { code });
}
