/** The configuration of a simulated world: drawn from the seed, written as people write it, read by the real reader. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblems, type Kinds, readConfiguration } from "#core/config";
import type { Settings } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { builtIn } from "#healers/engine";
import type { Chance } from "../platform/chance.ts";
import { simulatedFolder } from "../platform/files.ts";
import { channelsThat } from "./channels.ts";
import { unitActions } from "./effects.ts";
import { worldProbe } from "./probe.ts";

const autonomies = { auto: 68, approve: 14, suggest: 8, observe: 10 };
const criticalities = { critical: 30, normal: 50, low: 20 };

const anomalies = [
  {
    type: "unit_down",
    title: "The unit does not serve",
    severity: "critical",
    probes: ["world"],
    when: "reading.values.serving == false",
    bad: 2,
  },
  {
    type: "unit_slow",
    title: "The unit is overloaded",
    severity: "high",
    probes: ["world"],
    when: "reading.values.load > 80.0",
    clearWhen: "reading.values.load < 60.0",
    bad: 2,
  },
  {
    type: "unit_backlog",
    title: "The unit's backlog grows",
    severity: "medium",
    probes: ["world"],
    when: "reading.values.backlog > 100.0",
  },
  {
    type: "unit_corrupt",
    title: "The unit's data is damaged",
    severity: "critical",
    probes: ["world"],
    when: "reading.values.corrupt == true",
    page: "always",
  },
];

const limits = { attempts: 3, within: "10m", cooldown: "30s", timeout: "5m" };
const step = (action: string, timeout = "30s") => ({ action, timeout });

const runbooks = [
  {
    ...{
      id: "rb-unit-down",
      title: "Bring a unit back",
      version: 1,
      matches: ["unit_down"],
      risk: "low",
      priority: 0,
      limits,
    },
    symptoms: ["reading.values.serving == false"],
    strategies: [
      { name: "restart", steps: [step("unit.restart")] },
      { name: "rebuild", steps: [step("unit.drain"), step("unit.rebuild", "60s")] },
    ],
    escalate: { afterAttempts: 3, afterTime: "20m" },
  },
  {
    ...{
      id: "rb-unit-shed",
      title: "Take load off a unit",
      version: 1,
      matches: ["unit_slow"],
      risk: "low",
      priority: 1,
      limits,
    },
    strategies: [
      { name: "shed", steps: [step("unit.inspect"), step("unit.shed")] },
      { name: "restart", steps: [step("unit.restart")] },
    ],
    escalate: { afterTime: "30m" },
  },
  {
    ...{
      id: "rb-unit-rest",
      title: "Restart a unit under too much load",
      version: 1,
      matches: ["unit_slow"],
      risk: "low",
      priority: 1,
      limits,
    },
    symptoms: ["reading.values.load > 94.0"],
    strategies: [{ name: "restart", steps: [step("unit.restart")] }],
    escalate: { afterTime: "30m" },
  },
  {
    ...{
      id: "rb-unit-flush",
      title: "Work a backlog off",
      version: 1,
      matches: ["unit_backlog"],
      risk: "medium",
      priority: 2,
      limits,
    },
    strategies: [{ name: "flush", steps: [step("unit.flush", "60s")] }],
    escalate: { to: "notice" },
  },
];

function drawUnit(chance: Chance, index: number) {
  const before = Array.from({ length: index - 1 }, (_, other) => `unit-${other + 1}`);
  return {
    id: `unit-${index}`,
    kind: "agent",
    autonomy: chance.weighted(autonomies),
    criticality: chance.weighted(criticalities),
    dependsOn: before.filter(() => chance.yes(0.25)).slice(0, 2),
    ...(chance.yes(0.5) ? { group: chance.pick(["east", "west"]) } : {}),
    probes: [{ world: { every: chance.pick(["2m", "5m", "10m"]), timeout: "5s" } }],
  };
}

function drawService(chance: Chance, index: number) {
  return {
    id: `service-${index}`,
    kind: "service",
    autonomy: chance.weighted({ auto: 80, approve: 20 }),
    criticality: chance.weighted(criticalities),
    startupGrace: chance.pick(["5s", "20s"]),
    supervisor: { direct: { command: ["/sim/service", `service-${index}`], stopGrace: "5s" } },
    probes: [
      { process: { every: "5m" } },
      { http: { url: `http://service-${index}.sim/`, every: "5m", timeout: "2s" } },
    ],
  };
}

function drawConfiguration(chance: Chance): object {
  const units = Array.from({ length: chance.whole(4, 8) }, (_, index) => drawUnit(chance, index + 1));
  const services = Array.from({ length: chance.yes(0.35) ? 2 : 0 }, (_, index) => drawService(chance, index + 1));
  return {
    node: "sim",
    targets: [...units, ...services],
    packs: ["service"],
    anomalies,
    runbooks: ["runbooks"],
    notify: { page: ["pager", "mail"], notice: ["chat"] },
    repairs: { atOnce: chance.pick([1, 1, 2, 3]) },
    healers: { silentAfterMs: 30_000, confirmForMs: 60_000, memoryLimitBytes: 512_000_000, keepAfterMs: 60_000 },
  };
}

/** The extensions of a world, as far as reading a configuration needs them: their names and schemas. */
const kinds: Kinds = {
  probes: new Map([...builtIn.probes, ["world", worldProbe(() => undefined)]]),
  actions: new Map([...builtIn.actions, ...unitActions(() => Promise.reject(new Error("no world yet")))]),
  checks: builtIn.checks,
  policies: builtIn.policies,
  sinks: new Map(),
  intakes: new Map(),
  agents: async () => new Map(),
  channels: channelsThat(() => Promise.reject(new Error("no world yet"))),
};

/** `folder` is a real one for as long as it is read; nothing of it is left in what this gives. */
export async function readWorld(chance: Chance, folder: string): Promise<Settings> {
  mkdirSync(join(folder, "runbooks"), { recursive: true });
  for (const runbook of runbooks)
    writeFileSync(join(folder, "runbooks", `${runbook.id}.yaml`), JSON.stringify(runbook));
  writeFileSync(join(folder, "chiron.yaml"), JSON.stringify(drawConfiguration(chance)));
  const { files } = createRealPlatform();
  const read = await readConfiguration({ file: join(folder, "chiron.yaml"), files, kinds });
  if (!read.ok) throw new Error(formatProblems(read.problems));
  // Where the folder was must not tell in the log: the same seed gives the same log on every machine.
  return JSON.parse(JSON.stringify(read.settings).replaceAll(folder, simulatedFolder)) as Settings;
}
