/** A machine that runs short of memory: a control group with a limit of 400 MiB stands for it. */
import type { World } from "./engine.ts";

/**
 * What others on the real machine use does not come into it; and nothing but the test's own balloons may be stopped. With a long
 * `every` only the test looks, so that no half inflated balloon is seen.
 */
export const shortMachine = (cgroup: string, tag: string, more = "", every = "1s") => `
node: test
targets:
  - id: machine
    kind: host
    autonomy: auto
    probes:
      - memory: { cgroup: "${cgroup}", every: ${every} }
    thresholds: { memory_low: 300, memory_critical: 120 }
    settings:
      memoryFree: { allow: [ { match: "${tag}" } ] }
${more}
packs: [host]
`;

/** What was sent that way. */
export const sent = (world: World, route: string) =>
  world.events.flatMap((one) =>
    one.type === "message.queued" && one.data.message.route === route ? [one.data.message] : [],
  );
export const stepsOf = (world: World, incident: string) =>
  world.facade.incident(incident)?.steps.map(({ action, end }) => [action, end]);
