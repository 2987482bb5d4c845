/**
 * How often people are called: once for a storm, once for several critical troubles, once for each question; never again by time alone for
 * what somebody is on; and always when Chiron itself has stopped all healing.
 */
import type { Message, StoredEvent } from "#core/model";
import type { MakeInvariant } from "./types.ts";

const soonMs = 300_000;

export const calls: MakeInvariant = ({ fail, ledger, world }) => {
  const questions = new Map<string, number>();
  /** Of each incident that somebody is on: whether anything has happened to it since it was last told. */
  const happened = new Map<string, boolean>();
  /** Kept back, and so not told so far; by incident. */
  const untold = new Set<string>();
  let stopped: { readonly at: number; readonly why: string } | undefined;

  const onQueued = ({ id, incident, tier, data, repeat, subject }: Message): void => {
    if (repeat) return;
    if (data.kind === "undoing" || data.kind === "cascade") stopped = undefined;
    if (incident === null) return;
    if (tier === 2) {
      const left = (questions.get(incident) ?? 0) - 1;
      if (left < 0) fail("page-once", `${id} asks what was asked before: ${subject}`);
      questions.set(incident, left);
    }
    const until = ledger.incidents.get(incident)?.acknowledged;
    const isOnIt = until !== undefined && (until === null || world.clock.now() < until);
    if (!untold.delete(incident) && isOnIt && happened.get(incident) !== true)
      fail("acknowledged", `${id} (${subject}) repeats what somebody is on, and nothing has happened since`);
    happened.set(incident, false);
  };

  const onEvent = (stored: StoredEvent): void => {
    switch (stored.type) {
      case "approval.asked":
        questions.set(stored.data.incident, (questions.get(stored.data.incident) ?? 0) + 1);
        happened.set(stored.data.incident, true);
        break;
      case "incident.acknowledged":
        happened.set(stored.data.incident, false);
        break;
      case "incident.moved":
      case "incident.held":
      case "step.started":
      case "plan.failed":
        happened.set(stored.data.incident, true);
        break;
      case "incident.refreshed":
        // It has become worse: whoever is on it learns of that.
        if (stored.data.severity !== undefined) happened.set(stored.data.incident, true);
        break;
      case "message.withheld":
        untold.add(stored.data.incident);
        break;
      case "healing.paused":
        if (stored.actor === "engine") stopped = { at: world.clock.elapsedMs, why: stored.data.reason };
        break;
      case "healing.resumed":
        stopped = undefined;
        break;
      case "message.queued":
        onQueued(stored.data.message);
        break;
      default:
    }
  };

  return {
    onEvent,
    onTick() {
      if (stopped === undefined || !world.isAlive) return;
      if (world.clock.elapsedMs - Math.max(stopped.at, ledger.lifeBeganAt) > soonMs)
        fail("stop-told", `all healing was stopped (${stopped.why}), and nobody was told`);
    },
  };
};

/** One page stands for a storm, and one for several critical troubles at once. */
export const onePage: MakeInvariant = ({ fail }) => {
  const pages = new Map<unknown, number>();
  return {
    onEvent(stored) {
      if (stored.type === "storm.began") pages.set("storm", 0);
      else if (stored.type === "containment.began") pages.set("containment", 0);
      else if (stored.type === "message.queued") {
        const { id, route, data, repeat, subject } = stored.data.message;
        if (repeat || route !== "page" || (data.kind !== "storm" && data.kind !== "containment")) return;
        const count = (pages.get(data.kind) ?? 1) + 1;
        pages.set(data.kind, count);
        if (count > 1) fail("page-once", `${id} is not the one page of a ${data.kind}: ${subject}`);
      }
    },
  };
};
