/** The configuration of a simulated world: drawn from the seed, written as people write it, read by the real reader. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblems, type Kinds, readConfiguration } from "#core/config";
import type { Settings } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { builtIn } from "#healers/engine";
import { intakes } from "#loop/sense";
import type { Chance } from "../platform/chance.ts";
import { simulatedFolder } from "../platform/files.ts";
import { channelsThat } from "./channels.ts";
import { unitActions } from "./effects.ts";
import { worldProbe } from "./probe.ts";
import { anomalies, runbooks } from "./rules.ts";

const autonomies = { auto: 68, approve: 14, suggest: 8, observe: 10 };
const criticalities = { critical: 30, normal: 50, low: 20 };

function drawUnit(chance: Chance, index: number, isHall: boolean) {
  const before = Array.from({ length: index - 1 }, (_, other) => `unit-${other + 1}`);
  return {
    id: `unit-${index}`,
    kind: "agent",
    autonomy: chance.weighted(isHall ? { ...autonomies, auto: 300 } : autonomies),
    criticality: chance.weighted(isHall ? { ...criticalities, critical: 150 } : criticalities),
    dependsOn: before.filter(() => chance.yes(0.25)).slice(0, 2),
    ...(chance.yes(0.5) ? { group: chance.pick(["east", "west"]) } : {}),
    probes: [{ world: { every: isHall ? "2m" : chance.pick(["2m", "5m", "10m"]), timeout: "5s" } }],
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

type Drawn = ReturnType<typeof drawConfiguration>;

function drawConfiguration(chance: Chance) {
  // A hall is full of what is critical, looked at often: there several fail at once.
  const isHall = chance.yes(0.3);
  const count = isHall ? chance.whole(8, 11) : chance.whole(4, 8);
  const units = Array.from({ length: count }, (_, index) => drawUnit(chance, index + 1, isHall));
  const services = Array.from({ length: chance.yes(0.35) ? 2 : 0 }, (_, index) => drawService(chance, index + 1));
  return {
    node: "sim",
    targets: [...units, ...services],
    packs: ["service"],
    anomalies,
    runbooks: ["runbooks"],
    notify: { page: ["pager", "mail"], notice: ["chat"] },
    repairs: { atOnce: chance.pick([1, 1, 2, 3]) },
    intake: {
      from: [{ alertmanager: { types: ofAlerts } }, { cloudevents: { events: ofEvents } }],
      clearsWithin: "10m",
    },
    ...switched(
      chance.of("switched"),
      units.map(({ id }) => id),
    ),
  };
}

const told = ["unit_backlog", "unit_slow", "unit_down"];
const ofAlerts = { unit_strained: "unit_strained", unit_slow: "unit_slow" };
const ofEvents = Object.fromEntries(
  told.flatMap((type) => [
    [`sim.${type}`, { type, severity: "high" }],
    [`sim.${type}.resolved`, { type, clears: true }],
  ]),
);

/** What stands in the configuration of some: a nightly window, a freeze in its first days, a silence, work by the clock. */
function switched(chance: Chance, units: readonly string[]) {
  const nightly = {
    name: "nightly",
    cron: "30 3 * * *",
    zone: "UTC",
    for: "45m",
    reason: "the backup takes all disks",
  };
  const freeze = { name: "holidays", kind: "freeze", from: "2026-01-02T18:00:00Z", until: "2026-01-03T09:00:00Z" };
  const silence = { name: "old", target: chance.pick(units), type: "unit_slow", until: "2026-01-04T00:00:00Z" };
  const work = { id: "tidy", cron: "15 5 * * *", target: chance.pick(units), runbook: "rb-unit-flush" };
  return {
    maintenance: [
      ...(chance.yes(0.3) ? [nightly] : []),
      ...(chance.yes(0.2) ? [{ ...freeze, reason: "nobody is in" }] : []),
    ],
    silences: chance.yes(0.3) ? [{ ...silence, reason: "it is replaced soon" }] : [],
    schedules: chance.yes(0.3) ? [{ ...work, missed: chance.pick(["once", "skip"]) }] : [],
  };
}

interface Page {
  readonly configuration: object;
  readonly runbooks: readonly object[];
}

/** What people make of it one day, and take back another. */
function pagesOf(drawn: Drawn, chance: Chance): readonly Page[] {
  const { targets } = drawn;
  const units = targets.filter(({ id }) => id.startsWith("unit-"));
  const first = units[0] as (typeof units)[number];
  const last = units.at(-1) as (typeof units)[number];
  const other = { ...first, autonomy: first.autonomy === "auto" ? "approve" : "auto", criticality: "normal" };
  const longer = runbooks.map((one) => (one.id === "rb-unit-shed" ? { ...one, version: 2, priority: 3 } : one));
  const withOther = targets.map((target) => (target === first ? other : target));
  return [
    { configuration: drawn, runbooks },
    { configuration: drawn, runbooks: longer },
    // Nothing depends on the last one, and nothing else names it.
    {
      configuration: { ...drawn, ...withoutName(drawn, last.id), targets: targets.filter((one) => one !== last) },
      runbooks,
    },
    { configuration: { ...drawn, targets: withOther }, runbooks: chance.yes(0.5) ? longer : runbooks },
  ];
}

function withoutName({ silences, schedules }: Drawn, id: string): object {
  const others = ({ target }: { readonly target: string }) => target !== id;
  return { silences: silences.filter(others), schedules: schedules.filter(others) };
}

/** The extensions of a world, as far as reading a configuration needs them: their names and schemas. */
const kinds: Kinds = {
  probes: new Map([...builtIn.probes, ["world", worldProbe(() => undefined)]]),
  actions: new Map([...builtIn.actions, ...unitActions(() => Promise.reject(new Error("no world yet")))]),
  checks: builtIn.checks,
  policies: builtIn.policies,
  sinks: new Map(),
  agents: async () => new Map(),
  contractFormats: async () => [],
  intakes,
  channels: channelsThat(() => Promise.reject(new Error("no world yet"))),
};

/** All its versions, the first one first. `folder` is a real one for as long as it is read; nothing of it is left in what this gives. */
export async function readWorld(chance: Chance, folder: string): Promise<readonly Settings[]> {
  const versions: Settings[] = [];
  for (const page of pagesOf(drawConfiguration(chance), chance.of("pages")))
    versions.push(await readPage(page, folder));
  return versions;
}

async function readPage({ configuration, runbooks: written }: Page, folder: string): Promise<Settings> {
  mkdirSync(join(folder, "runbooks"), { recursive: true });
  for (const runbook of written as readonly { readonly id: string }[])
    writeFileSync(join(folder, "runbooks", `${runbook.id}.yaml`), JSON.stringify(runbook));
  writeFileSync(join(folder, "chiron.yaml"), JSON.stringify(configuration));
  const { files } = createRealPlatform();
  const read = await readConfiguration({ file: join(folder, "chiron.yaml"), files, kinds });
  if (!read.ok) throw new Error(formatProblems(read.problems));
  // Where the folder was must not tell in the log: the same seed gives the same log on every machine.
  return JSON.parse(JSON.stringify(read.settings).replaceAll(folder, simulatedFolder)) as Settings;
}
