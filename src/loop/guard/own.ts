/** Policies that users write in YAML: compiled once, asked like the built-in ones. They can only restrict. */
import { compilePolicyCondition, type PolicyCondition, type PolicyFacts } from "#core/lib";
import { changesNothing, type Facts, type Note, type OwnPolicy, type Plan } from "#core/model";

export interface CompiledPolicy {
  readonly policy: OwnPolicy;
  readonly condition: PolicyCondition;
}

const retryAfterMs = 60_000;

export function compileOwn(policies: readonly OwnPolicy[]): readonly CompiledPolicy[] {
  return policies.map((policy) => ({ policy, condition: compilePolicyCondition(policy.when) }));
}

export function judgeByOwn(policies: readonly CompiledPolicy[], plan: Plan, facts: Facts): readonly Note[] {
  if (policies.length === 0) return [];
  const known = policyFactsOf(plan, facts);
  return policies.flatMap(({ policy, condition }) => {
    const result = condition.evaluate(known);
    if ("value" in result && !result.value) return [];
    return [noteOf(policy, result, plan, facts)];
  });
}

function noteOf(
  { name, when, severity, message, recommendation, retryAfter, avoid }: OwnPolicy,
  result: ReturnType<PolicyCondition["evaluate"]>,
  plan: Plan,
  { now, approvedPlanHash }: Facts,
): Note {
  const evidence = { when, ...("error" in result ? { unknown: result.error } : {}) };
  const note = { policy: name, kind: name, evidence, ...(recommendation === undefined ? {} : { recommendation }) };
  if ("error" in result) {
    // What cannot be told is nobody's leave to act: a human is asked, unless the policy would only have spoken.
    const said = `it cannot be told whether this holds: ${message} (${result.error})`;
    const isSettled = severity === "inform" || approvedPlanHash === plan.hash;
    return { ...note, severity: isSettled ? "inform" : "ask", message: said };
  }
  switch (severity) {
    case "ask":
      return { ...note, severity: approvedPlanHash === plan.hash ? "inform" : "ask", message };
    case "hold":
      return { ...note, severity, message, until: now + (retryAfter ?? retryAfterMs) };
    case "forbid":
      return { ...note, severity, message, ...(avoid === undefined ? {} : { avoid: plainAvoid(avoid) }) };
    case "inform":
      return { ...note, severity, message };
  }
}

function plainAvoid({ runbook, actions, riskAbove }: NonNullable<OwnPolicy["avoid"]>): NonNullable<Note["avoid"]> {
  return {
    ...(runbook === undefined ? {} : { runbook }),
    ...(actions === undefined ? {} : { actions }),
    ...(riskAbove === undefined ? {} : { riskAbove }),
  };
}

function policyFactsOf(plan: Plan, facts: Facts): PolicyFacts {
  const { target, incident, crowd, failures, now } = facts;
  const { id, kind, criticality, autonomy, settings, group, owner } = target;
  return {
    plan: {
      runbook: plan.runbook,
      runbookVersion: plan.runbookVersion,
      strategy: plan.strategy,
      risk: plan.risk,
      attempt: plan.attempt,
      actions: plan.steps.map(({ action }) => action),
      steps: plan.steps.map(({ index, action, input, risk, timeoutMs }) => ({ index, action, input, risk, timeoutMs })),
      mayLoseData: plan.steps.some(({ mayLose }) => mayLose !== undefined),
      onlyRestarts: plan.steps.every((step) => step.restartsOwnService || step.changesNothing === true),
      changesNothing: changesNothing(plan),
    },
    target: {
      ...{ id, kind, criticality, autonomy, settings },
      ...(group === undefined ? {} : { group }),
      ...(owner === undefined ? {} : { owner }),
    },
    incident: {
      type: incident.type,
      severity: incident.severity,
      title: incident.title,
      domain: incident.domain ?? "",
      recurrences: incident.recurrences,
      attempts: incident.attempts,
      openMs: now - incident.openedAt,
      flapping: incident.flapping,
    },
    facts: {
      now,
      time: new Date(now),
      actor: facts.actor.kind,
      runbookMode: facts.runbookMode,
      running: facts.running,
      badTargets: crowd.bad.length,
      watchedTargets: crowd.watched,
      storm: crowd.stormSince !== null,
      underRepair: facts.underRepair.map((one) => one.target),
      failuresOfTarget: failures.target.failures,
      failuresOfRunbook: failures.runbook.failures,
      heals: facts.heals,
    },
  };
}
