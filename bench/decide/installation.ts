/** A large installation, as its settings: targets that are files, rules for a hundred types of trouble, ten runbooks for each. */
import { join } from "node:path";
import { anomalyRuleSchema, runbookSchema, type Settings, type Target } from "#core/model";

const types = 100;

export function typeOf(index: number): string {
  return `trouble_${index % types}`;
}

export function settingsFor(folder: string, targets: readonly Target[], runbooks: number): Settings {
  return {
    node: "bench",
    file: join(folder, "chiron.yaml"),
    folder,
    hash: "bench",
    targets,
    rules: Array.from({ length: types }, (_, index) =>
      anomalyRuleSchema.parse({
        type: typeOf(index),
        title: `The file is missing, way ${index}`,
        severity: "high",
        probes: ["file"],
        when: `reading.values.exists == false && target.settings.type == "${typeOf(index)}"`,
      }),
    ),
    runbooks: Array.from({ length: runbooks }, (_, index) => ({
      runbook: runbookSchema.parse(runbookNumber(index)),
      source: "bench",
      shipped: false,
    })),
    policies: {},
    ownPolicies: [
      ownPolicy("ask-at-night", 'facts.time.getHours("Europe/Berlin") > 30'),
      ownPolicy("no-risk", 'plan.risk == "none"'),
    ],
    repositories: [],
    contracts: [],
    notify: {
      notice: [],
      page: [],
      giveUpAfterMs: 1_000,
      budget: { notice: { messages: 10, windowMs: 60_000 }, page: { messages: 10, windowMs: 60_000 } },
    },
    approvals: { deadlineMs: 3_600_000, graduateAfter: 0 },
    escalation: [],
    recurrence: { withinMs: 600_000, pageAt: 3 },
    store: { checkEveryMs: 86_400_000, reserveBytes: 0 },
    repairs: { atOnce: 4 },
    healers: { silentAfterMs: 30_000, confirmForMs: 60_000, memoryLimitBytes: 512_000_000, keepAfterMs: 60_000 },
    agents: [],
    ...{ sinks: [], traces: null, silences: [], maintenance: [], schedules: [] },
    intake: { members: [], catchAll: null, clearsWithinMs: 60_000 },
    api: { host: "127.0.0.1", port: 0, anonymousRead: true, insecureBind: false },
  };
}

/** Each type has those that fit by their symptoms, and those that do not. */
function runbookNumber(index: number) {
  return {
    id: `rb-${index}`,
    title: `Mend it, way ${index}`,
    version: 1,
    matches: [typeOf(index)],
    symptoms: [`reading.values.exists == false`, `${Math.floor(index / types) % 5} < 3`],
    priority: index % 4,
    strategies: [1, 2, 3].map((way) => ({
      name: `way ${way}`,
      steps: [
        { action: "command", with: { argv: ["/bin/true", `${index}`], idempotent: true } },
        { action: "files.write", with: { path: "$target.settings.path", content: "there" } },
      ],
    })),
  };
}

function ownPolicy(name: string, when: string): Settings["ownPolicies"][number] {
  return { name, source: "chiron.yaml", when, severity: "ask", message: name };
}

/** Every tenth one is what others need; half of the others need it. */
function needsAnother(index: number): boolean {
  return index % 10 !== 0 && index % 2 === 0;
}

export function targetNumber(index: number, folder: string): Target {
  const path = join(folder, `missing-${index}`);
  return {
    id: `t${index}`,
    kind: "file",
    criticality: "normal",
    autonomy: "approve",
    group: `g${index % 50}`,
    dependsOn: needsAnother(index) ? [`t${index - (index % 10)}`] : [],
    probes: [{ id: "file", kind: "file", everyMs: 86_400_000, deadlineMs: 5_000, options: { path } }],
    thresholds: {},
    startupGraceMs: 0,
    settings: { type: typeOf(index), path },
    staleFiles: [],
  };
}
