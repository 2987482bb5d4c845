/**
 * The process in which files are parsed and mended, so that whoever asks goes on meanwhile, and so that a file on which a parser hangs or
 * takes all memory takes this process and no other. It ends with its parent, and is ended by it when it does not answer in time.
 */

import type { Answer, Order } from "./orders.ts";
import { Parsers } from "./parsers.ts";
import { answerTo } from "./work.ts";

const parsers = new Parsers();

function send(answer: Answer): void {
  process.send?.(answer);
}

async function take(order: Order): Promise<void> {
  try {
    for await (const answer of answerTo(order, parsers)) send(answer);
  } catch (error) {
    send({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

process.on("message", (order) => void take(order as Order));
process.on("disconnect", () => {
  parsers.close();
  process.exit(0);
});
// A Ctrl-C in the terminal goes to all; it is the parent that decides when this one ends.
process.on("SIGINT", () => {});
