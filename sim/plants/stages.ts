/** Bugs in what the stages know of the world, and of the rules. */
import type { Action, Policy, Probe } from "#core/model";
import type { Plant } from "./types.ts";

function replaced<T extends object>(
  family: ReadonlyMap<string, T>,
  name: string,
  change: Partial<T>,
): ReadonlyMap<string, T> {
  const member = family.get(name);
  if (member === undefined) throw new Error(`there is no ${name} to plant a bug in`);
  return new Map([...family, [name, { ...member, ...change }]]);
}

export const blind: Plant = {
  name: "policy-blind",
  summary: "the policy of the kill switch forgets to look",
  foundBy: ["approved-plan"],
  extensions: (own) => ({ ...own, policies: replaced<Policy>(own.policies, "kill-switch", { judge: () => [] }) }),
};

export const grandfathered: Plant = {
  name: "autonomy-blind",
  summary: "the policy of autonomy lets everything pass",
  foundBy: ["approved-plan"],
  extensions: (own) => ({ ...own, policies: replaced<Policy>(own.policies, "autonomy", { judge: () => [] }) }),
};

export const windowBlind: Plant = {
  name: "window-blind",
  summary: "the policy of silences and maintenance windows forgets to look",
  foundBy: ["switched-off"],
  extensions: (own) => ({ ...own, policies: replaced<Policy>(own.policies, "maintenance", { judge: () => [] }) }),
};

export const stopBlind: Plant = {
  name: "stop-blind",
  summary: "what a human stopped on purpose is repaired",
  foundBy: ["stays-stopped"],
  soonIn: [3],
  extensions: (own) => ({ ...own, policies: replaced<Policy>(own.policies, "manual-stop", { judge: () => [] }) }),
};

/** As containment and storm once did: what the one held woke the other, which held it anew. */
export const ring: Plant = {
  name: "ring",
  summary: "what several hold is handed round between them, each time to be looked at again at once",
  foundBy: ["no-livelock"],
  soonIn: [21, 19],
  extensions: (own) => {
    const { judge } = own.policies.get("storm") as Policy;
    const again: Policy["judge"] = (plan, facts, options) =>
      judge(plan, facts, options).map((note) => (note.severity === "hold" ? { ...note, until: facts.now + 1 } : note));
    return { ...own, policies: replaced<Policy>(own.policies, "storm", { judge: again }) };
  },
};

/** What was once bad is reported bad for a quarter of an hour, whatever the world says meanwhile. */
const staleMs = 900_000;

export const stale: Plant = {
  name: "stale-look",
  summary: "the second look is answered from what was remembered of the first",
  foundBy: ["healthy-target"],
  extensions: (own) => {
    const remembered = new Map<string, { readonly at: number; readonly answer: Awaited<ReturnType<Probe["poll"]>> }>();
    const world = own.probes.get("world") as Probe;
    const poll: Probe["poll"] = async (target, options, context) => {
      const now = context.clock.monotonic();
      const before = remembered.get(target.id);
      if (before !== undefined && now - before.at < staleMs) return before.answer;
      const answer = await world.poll(target, options, context);
      if (answer.values.serving === false) remembered.set(target.id, { at: now, answer });
      return answer;
    };
    return { ...own, probes: replaced<Probe>(own.probes, "world", { poll }) };
  },
};

export const crowd: Plant = {
  name: "no-limit",
  summary: "repairs do not wait for a free place",
  foundBy: ["repairs-at-once", "blast-radius"],
  settings: (settings) => ({ ...settings, repairs: { atOnce: 100 } }),
};

export const twice: Plant = {
  name: "double-execution",
  summary: "after a crash a step is done again that may not be done twice",
  foundBy: ["effect-once"],
  extensions: (own) => {
    const wrong = ["unit.drain", "unit.rebuild", "unit.flush"];
    const actions = wrong.reduce((all, name) => replaced<Action>(all, name, { idempotent: true }), own.actions);
    return { ...own, actions };
  },
};
