/**
 * The child process that does one order and ends. The order comes as a line of JSON on standard input, which stays open as long
 * as somebody wants the answer: when it closes, we end. The answer is a line of JSON on standard output.
 */
import { setPriority } from "node:os";
import type { ArchiveOrder, KnownFile, PruneOrder, SetAside } from "../../../file-work.ts";
import { archive } from "./archive.ts";
import type { Answer, Order } from "./order.ts";
import { prune } from "./prune.ts";
import { putBack, setAside } from "./set-aside.ts";
import { copyAndTruncate } from "./truncate.ts";
import { untilReleased, whoUses } from "./users.ts";

/** With these whatever else runs on the machine goes first. The others are short, or must not be held up in the middle. */
const UNHURRIED: readonly Order["what"][] = ["archive", "prune"];
const LOW_PRIORITY = 10;

async function done(order: Order): Promise<unknown> {
  switch (order.what) {
    case "archive":
      return archive(order.order as ArchiveOrder);
    case "setAside":
      return setAside(order.order as ArchiveOrder);
    case "putBack":
      return putBack(order.order as SetAside);
    case "copyAndTruncate":
      return copyAndTruncate(order.order as ArchiveOrder);
    case "whoUses":
      return whoUses(order.order as readonly KnownFile[]);
    case "untilReleased": {
      const { file, withinMs } = order.order as { file: KnownFile; withinMs: number };
      return untilReleased(file, withinMs);
    }
    case "prune":
      return prune(order.order as PruneOrder);
  }
}

async function answerTo(text: string): Promise<Answer> {
  try {
    const order = JSON.parse(text) as Order;
    if (UNHURRIED.includes(order.what)) yieldToOthers();
    return { value: await done(order) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { error: { code: code ?? "internal", message } };
  }
}

function yieldToOthers(): void {
  try {
    setPriority(LOW_PRIORITY);
  } catch {
    // A courtesy.
  }
}

function readOrder(): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    process.stdin.setEncoding("utf8");
    process.stdin.on("data", (piece: string) => {
      text += piece;
      if (text.endsWith("\n")) resolve(text);
    });
    process.stdin.on("end", () => process.exit(1));
    process.stdin.on("error", () => process.exit(1));
  });
}

const answer = await answerTo(await readOrder());
process.stdout.write(`${JSON.stringify(answer)}\n`, () => process.exit(0));
