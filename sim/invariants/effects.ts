/**
 * What happens in the world is announced in the log first; nothing happens twice that may not; nothing happens to what is healthy.
 *
 * "Healthy", exactly: when the first step of a plan begins, a look at the target would by now have shown the incident's own trouble for
 * the last time longer ago than `knownMs`. A target that lies is as it says, since nobody could know better. Later
 * steps of the same plan, undoing, what only looks, what somebody or the clock asks for, and what a human runs by hand are free of this: a plan leaves no choice, half a
 * repair is worse, and a human may know better.
 */
import type { MakeInvariant } from "./types.ts";

/** From the last look to the first effect: a commit on a slow disk. */
const knownMs = 5_000;
/** How long a person's word to start something may wait for a repair that is under way. */
const wantedMs = 900_000;

export const effects: MakeInvariant = ({ fail, ledger, settings, world }) => {
  const ran = new Set<string>();
  /** Of steps that may not be done twice: incident, plan and step. */
  const once = new Set<string>();
  const services = new Set(settings.targets.flatMap(({ id, supervisor }) => (supervisor === undefined ? [] : [id])));
  return {
    onEffect({ id, action, target, undo }) {
      const [incident = "", plan = "", index = ""] = id.split("/");
      const what = `${action} on ${target} (${id})`;
      if (!ledger.effects.has(id)) {
        fail("journaled-effect", `${what} began, and no durable event announces it`);
        return;
      }
      if (ran.has(id)) {
        fail("effect-once", `${what} was run twice`);
        return;
      }
      ran.add(id);
      if (undo) return;
      const known = ledger.plans.get(plan);
      const step = known?.plan.steps[Number(index)];
      const base = `${incident}/${plan}/${index}`;
      if (world.actions.get(action)?.idempotent === false) {
        if (once.has(base)) fail("effect-once", `${what} may not be done twice, and was`);
        once.add(base);
      }
      const subject = ledger.incidents.get(incident);
      if (index !== "0" || step?.changesNothing === true || subject?.byHand === known?.plan.hash) return;
      if (subject?.isAskedFor === true) return;
      const type = subject?.type ?? "";
      const agoMs = world.clock.elapsedMs - world.targets.lastShown(type, target);
      if (agoMs > knownMs)
        fail("healthy-target", `${what}: a look would have shown no ${type} for ${Math.round(agoMs / 1_000)} s`);
    },
    onTouch(target, what) {
      if (!services.has(target)) return;
      for (const step of ledger.openSteps.values()) if (step.target === target) return;
      if (world.isTakingUp) return;
      // People stop a service, whose mark is durable by then, and start it again.
      const agoMs = world.clock.elapsedMs - (world.startsWanted.get(target) ?? Number.NEGATIVE_INFINITY);
      if (what === "was started" ? agoMs <= wantedMs : ledger.switches.stops.has(target)) return;
      fail("journaled-effect", `${target} ${what}, and no step that was announced and has not ended says so`);
    },
  };
};
