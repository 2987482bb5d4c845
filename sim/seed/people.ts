/** Everybody who has to do with the engine: who is told and answers, who switches things, and what else watches. */
import type { Settings } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { Book } from "../world/book.ts";
import { Humans } from "../world/humans.ts";
import { Operators } from "../world/operators.ts";
import { type OrderMeans, Orders } from "../world/orders.ts";
import { Outside } from "../world/outside.ts";

export interface People {
  readonly humans: Humans;
  readonly operators: Operators;
  readonly outside: Outside;
}

export function makePeople(means: OrderMeans, chance: Chance, settings: Settings, book: Book): People {
  const { world, facade } = means;
  const own = chance.of("humans");
  const orders = new Orders(means, { kind: "human", id: "cli:sim" });
  const others = new Orders(means, { kind: "service", id: "token:outside" });
  const runbooks = settings.runbooks.map(({ runbook }) => runbook.id);
  return {
    humans: new Humans({ world, chance: own, facade, runbooks, orders }),
    operators: new Operators({ orders, chance: own, book }),
    outside: new Outside({ world, orders: others, chance: chance.of("outside") }),
  };
}
