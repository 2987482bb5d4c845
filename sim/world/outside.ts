/**
 * Systems that watch the same targets and tell Chiron: one like Alertmanager, which repeats what goes on, says when it is over, and tries
 * again when nobody hears it; and one that sends CloudEvents once and forgets them. What they say of a target is true until they
 * say otherwise.
 */
import type { IntakeRequest } from "#core/model";
import type { Chance } from "../platform/chance.ts";
import type { Orders } from "./orders.ts";
import { ever } from "./targets.ts";
import type { Fault } from "./types.ts";
import type { World } from "./world.ts";

const minute = 60_000;
/** Its group_interval: so often it looks whether there is something new to tell. */
const groupEveryMs = 5 * minute;
/** Its repeat_interval. */
const repeatEveryMs = 240 * minute;

export interface OutsideMeans {
  readonly world: World;
  readonly orders: Orders;
  readonly chance: Chance;
}

interface Alert {
  readonly type: string;
  readonly target: string;
  readonly startsAt: number;
  toldAt: number;
}

export class Outside {
  readonly #means: OutsideMeans;
  readonly #alerts = new Map<string, Alert>();
  #events = 0;
  /** What was told by an event, and not called over so far. */
  readonly #begun = new Map<string, () => void>();

  constructor(means: OutsideMeans) {
    this.#means = means;
    this.#look();
  }

  do({ at, kind, target, type = "", forMs }: Fault): void {
    const { world, chance } = this.#means;
    switch (kind) {
      case "alert": {
        const own = chance.of(`alert/${at}`);
        const endsAt = own.yes(0.5) ? world.clock.elapsedMs + forMs : ever;
        if (type === "unit_strained")
          world.targets.add(target ?? "", {
            kind: "strained",
            curedBy: own.pick([["unit.shed"], ["unit.restart"], []]),
            endsAt,
          });
        else world.targets.add(target ?? "", { kind: "slow", curedBy: ["unit.shed"], endsAt });
        this.#raise(type, target ?? "");
        return;
      }
      case "ghost":
        this.#raise("unit_strained", "nobody-knows");
        world.clock.after(forMs, () => this.#end("unit_strained", "nobody-knows"));
        return;
      case "event":
        this.#send(type, target ?? "", forMs);
        return;
      default:
    }
  }

  /** The days are over: what was begun by an event is called over. */
  tidyUp(): void {
    for (const end of [...this.#begun.values()]) end();
  }

  /** Whatever is over is told to be over. */
  #look(): void {
    this.#means.world.clock.after(groupEveryMs, () => {
      const { targets, clock } = this.#means.world;
      targets.passTime();
      for (const { type, target, toldAt } of this.#alerts.values()) {
        if (target === "nobody-knows") continue;
        if (!targets.get(target).troubles.has(type === "unit_strained" ? "strained" : "slow")) this.#end(type, target);
        else if (clock.elapsedMs - toldAt >= repeatEveryMs) this.#raise(type, target);
      }
      this.#look();
    });
  }

  #raise(type: string, target: string): void {
    const { clock, targets } = this.#means.world;
    const alert = this.#alerts.get(`${type}@${target}`) ?? { type, target, startsAt: clock.now(), toldAt: 0 };
    alert.toldAt = clock.elapsedMs;
    this.#alerts.set(`${type}@${target}`, alert);
    targets.tell("alertmanager", type, target, true);
    this.#tell(alert, "firing");
  }

  #end(type: string, target: string): void {
    const alert = this.#alerts.get(`${type}@${target}`);
    this.#alerts.delete(`${type}@${target}`);
    if (alert !== undefined) this.#tell(alert, "resolved");
  }

  #tell(alert: Alert, status: "firing" | "resolved"): void {
    const { type, target, startsAt } = alert;
    const { clock, targets } = this.#means.world;
    const body = {
      version: "4",
      groupKey: `{}:{alertname="${type}"}`,
      receiver: "chiron",
      alerts: [
        {
          status,
          labels: { alertname: type, target, severity: "high" },
          annotations: { summary: `${type} is seen from outside` },
          startsAt: new Date(startsAt).toISOString(),
          endsAt: status === "resolved" ? new Date(clock.now()).toISOString() : "0001-01-01T00:00:00Z",
        },
      ],
    };
    const request = requestOf(body, "application/json");
    this.#means.orders.give({ kind: "intake", intake: "alertmanager", request, trusted: true }, () => {
      if (status === "resolved") targets.tell("alertmanager", type, target, false);
    });
  }

  /** Told once, and told once that it is over; sometimes not even that. */
  #send(type: string, target: string, forMs: number): void {
    const { orders, world, chance } = this.#means;
    const id = `event-${++this.#events}`;
    const tell = (word: string): void => {
      const time = new Date(world.clock.now()).toISOString();
      const body = { specversion: "1.0", id: `${id}-${word}`, source: "/ci", subject: target, time, data: {} };
      const event = { ...body, type: `sim.${type}${word === "over" ? ".resolved" : ""}` };
      const request = requestOf(event, "application/cloudevents+json");
      orders.give({ kind: "intake", intake: "cloudevents", request, trusted: true }, () => {
        if (word === "over") world.targets.tell("cloudevents", type, target, false);
      });
    };
    world.targets.tell("cloudevents", type, target, true);
    tell("begins");
    const end = (): void => {
      if (this.#begun.delete(id)) tell("over");
    };
    this.#begun.set(id, end);
    orders.later(Math.max(minute, chance.of(id).yes(0.8) ? forMs : 24 * 60 * minute), end);
  }
}

function requestOf(body: object, type: string): IntakeRequest {
  return { headers: { "content-type": type }, query: {}, body: Buffer.from(JSON.stringify(body)) };
}
