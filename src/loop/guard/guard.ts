/** Judges plans against all policies and admits those that may run. */
import {
  type ApprovedPlan,
  ChironError,
  type Facts,
  type Note,
  type OwnPolicy,
  type Plan,
  type Policy,
  type Sighting,
  type Verdict,
} from "#core/model";
import { decisionOf } from "./decision.ts";
import { compileOwn, judgeByOwn } from "./own.ts";

export interface Guard {
  judge(plan: Plan, facts: Facts, at: Verdict["at"]): Verdict;
  /** What the policies have to say of an incident that was just opened, whether or not anything is planned for it. */
  observe(sighting: Sighting): readonly Note[];
  /** The options that each policy has in force, in the order in which they speak. */
  readonly inForce: readonly InForce[];
  /**
   * Judges once more, at the execution boundary, since the world may have moved; gives the plan its admission, or the verdict that
   * refuses it.
   */
  admit(plan: Plan, facts: Facts): { readonly approved: ApprovedPlan } | { readonly refused: Verdict };
  /** Whether this very object came out of `admit` and has not been used. */
  isAdmitted(approved: ApprovedPlan): boolean;
  /** An admission is good for one execution. */
  spend(approved: ApprovedPlan): void;
}

export interface InForce {
  readonly policy: Policy;
  readonly options: Readonly<Record<string, unknown>>;
}

export function createGuard(
  policies: ReadonlyMap<string, Policy>,
  options: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ownPolicies: readonly OwnPolicy[] = [],
): Guard {
  const own = compileOwn(ownPolicies);
  const configured = [...policies.values()].map((policy) => ({
    policy,
    options: policy.schema.parse(options[policy.name] ?? {}),
  }));
  const admissions = new WeakSet<ApprovedPlan>();

  const judge = (plan: Plan, facts: Facts, at: Verdict["at"]): Verdict => {
    const notes: Note[] = [];
    for (const { policy, options: inForce } of configured) notes.push(...policy.judge(plan, facts, inForce));
    notes.push(...judgeByOwn(own, plan, facts));
    return { plan: plan.id, planHash: plan.hash, ...decisionOf(notes), notes, judgedAt: facts.now, at };
  };

  return {
    judge,
    observe: (sighting) =>
      configured.flatMap(({ policy, options: inForce }) => policy.observe?.(sighting, inForce) ?? []),
    inForce: configured.map((one) => ({ policy: one.policy, options: one.options as InForce["options"] })),
    admit(plan, facts) {
      const verdict = judge(plan, facts, "boundary");
      if (verdict.decision !== "approve") return { refused: verdict };
      // The one place where the brand is made.
      const approved = Object.freeze({ plan, verdict }) as ApprovedPlan;
      admissions.add(approved);
      return { approved };
    },
    isAdmitted: (approved) => admissions.has(approved),
    spend(approved) {
      if (!admissions.delete(approved)) {
        throw new ChironError(
          "refused_by_policy",
          `plan ${approved.plan.id} was not admitted by the guard, or was used before`,
        );
      }
    },
  };
}
