/**
 * People who switch things: they silence, open windows, stop and start targets, say that something is wrong, begin sessions, and write
 * another configuration. Most take back in time what they switched; some forget it, until the days are over.
 */
import type { Chance } from "../platform/chance.ts";
import type { Book } from "./book.ts";
import type { Orders } from "./orders.ts";
import type { Fault } from "./types.ts";

const minute = 60_000;

export interface OperatorMeans {
  readonly orders: Orders;
  readonly chance: Chance;
  readonly book: Book;
}

export class Operators {
  readonly #means: OperatorMeans;
  #sessions = 0;

  constructor(means: OperatorMeans) {
    this.#means = means;
  }

  do({ at, kind, target, type, matchers, forMs }: Fault): void {
    const { orders } = this.#means;
    const chance = this.#means.chance.of(`deed/${at}/${kind}`);
    switch (kind) {
      case "silence":
        // Half of them end by themselves.
        orders.give(
          {
            kind: "silence_add",
            matchers: matchers ?? {},
            reason: "it is known",
            ...(chance.yes(0.5) ? { forMs } : {}),
          },
          ({ data }) => this.#takeBack(chance, forMs, () => this.#unsilence(String(data?.silence))),
        );
        return;
      case "window":
      case "freeze": {
        const windowKind = kind === "window" ? "maintenance" : "freeze";
        const ends = chance.yes(0.5) ? { forMs } : {};
        orders.give(
          { kind: "maintenance_start", windowKind, matchers: matchers ?? null, reason: "planned work", ...ends },
          ({ data }) => this.#takeBack(chance, forMs, () => this.#endWindow(String(data?.window))),
        );
        return;
      }
      case "stop":
        orders.give({ kind: "stop", target: target ?? "", reason: "its disk is replaced" });
        this.#takeBack(chance, forMs, () => orders.give({ kind: "start", target: target ?? "" }));
        return;
      case "report":
        orders.give({ kind: "trigger", type: type ?? "", target: target ?? "", reason: "a customer called" });
        return;
      case "session": {
        const session = `session-${++this.#sessions}`;
        orders.give({ kind: "session_start", session, agent: "builder" });
        this.#takeBack(chance, forMs, () => orders.give({ kind: "session_end", session }));
        return;
      }
      case "reload":
        this.#rewrite(chance);
        return;
      default:
    }
  }

  /** Nothing stays switched. */
  tidyUp(): void {
    const { orders, book } = this.#means;
    book.open(0);
    orders.give({ kind: "reload" });
    const facade = orders.facade();
    if (facade === undefined) {
      orders.later(minute, () => this.tidyUp());
      return;
    }
    for (const { id, by } of facade.silences()) if (by !== "configuration") this.#unsilence(id);
    for (const { name, by } of facade.maintenance()) if (by !== "configuration") this.#endWindow(name);
    for (const { id } of facade.targets()) orders.give({ kind: "start", target: id });
  }

  #unsilence(silence: string): void {
    this.#means.orders.give({ kind: "silence_remove", silence });
  }

  #endWindow(window: string): void {
    this.#means.orders.give({ kind: "maintenance_end", window });
  }

  #takeBack(chance: Chance, afterMs: number, work: () => void): void {
    if (chance.yes(0.9)) this.#means.orders.later(afterMs, work);
  }

  /** Another page of the book; now and then with a slip of the pen, which is seen and mended. */
  #rewrite(chance: Chance): void {
    const { orders, book } = this.#means;
    const page = chance.whole(0, book.pages - 1);
    if (chance.yes(0.2)) {
      book.spoil();
      orders.give({ kind: "reload" });
      orders.later(2 * minute, () => this.#turnTo(page));
      return;
    }
    this.#turnTo(page);
  }

  #turnTo(page: number): void {
    const { orders, book } = this.#means;
    book.open(page);
    orders.give({ kind: "reload" });
  }
}
