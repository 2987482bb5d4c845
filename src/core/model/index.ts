/**
 * The vocabulary of Chiron. Glossary, in the order of an incident's way:
 * a *target* is watched by *probes*, whose *readings* are held against *anomaly rules*; a deviation is an *anomaly*, its life an
 * *incident* (one open per *fingerprint*; recurrences share an *episode*); a *runbook* has *strategies* of *steps*, each naming
 * an *action*; compiled for one incident it is an immutable *plan*; the Guardian's *verdict* approves, rejects or
 * escalates it with *notes* from *policies*; its attempt leaves an *outcome*, proved by fresh readings.
 */
export * from "./access.ts";
export * from "./advice.ts";
export * from "./agent.ts";
export * from "./anomaly.ts";
export type * from "./audit.ts";
export type * from "./baseline.ts";
export * from "./channel.ts";
export * from "./check.ts";
export type * from "./choice.ts";
export * from "./cloud-event.ts";
export type * from "./comparison.ts";
export * from "./contract.ts";
export * from "./drift-chain.ts";
export * from "./drill.ts";
export * from "./emergency-events.ts";
export * from "./epistemic.ts";
export * from "./errors.ts";
export * from "./escalation.ts";
export * from "./evaluation.ts";
export * from "./events.ts";
export * from "./extensions.ts";
export type * from "./facade.ts";
export type * from "./glance.ts";
export * from "./grant.ts";
export * from "./harmony.ts";
export type * from "./harmony-events.ts";
export * from "./healer.ts";
export type * from "./healer-events.ts";
export type * from "./healer-watch.ts";
export * from "./human.ts";
export * from "./incident.ts";
export type * from "./incident-query.ts";
export * from "./instructions.ts";
export * from "./intake.ts";
export type * from "./kernel.ts";
export type * from "./knowledge.ts";
export * from "./matchers.ts";
export * from "./mending.ts";
export type * from "./mending-events.ts";
export type * from "./mending-facade.ts";
export * from "./mending-fold.ts";
export type * from "./message.ts";
export * from "./metrics.ts";
export * from "./operator.ts";
export type * from "./outcome.ts";
export type * from "./pipeline.ts";
export * from "./plan.ts";
export * from "./policy.ts";
export * from "./postmortem.ts";
export * from "./reading.ts";
export * from "./runbook.ts";
export type { DryRunVerdict } from "./runbook-events.ts";
export * from "./service.ts";
export type * from "./settings.ts";
export * from "./shown.ts";
export * from "./sink.ts";
export * from "./standing.ts";
export * from "./status.ts";
export type { JoinedEntry } from "./store-events.ts";
export type * from "./story.ts";
export * from "./target.ts";
export type * from "./target-view.ts";
export * from "./transition.ts";
export * from "./trigger.ts";
export * from "./values.ts";
export * from "./verdict.ts";
