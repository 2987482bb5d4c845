/** A small installation on which real things have gone wrong, so that every page of the Workbench has something to show. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { type Outside, outside } from "../../test/support/outside.ts";
import { freePort } from "../../test/support/ports.ts";
import { projectRoot } from "../lib/files.ts";

const service = "web-service.mjs";
const orchestrator = join(projectRoot, "examples/orchestrator");
const patienceMs = 90_000;

export interface Scene {
  readonly world: Outside;
  /** Of a human who may decide everything. */
  readonly token: string;
}

interface Service {
  readonly id: string;
  readonly autonomy: string;
  readonly criticality: string;
  readonly dependsOn?: string;
}

const services: readonly Service[] = [
  { id: "database", autonomy: "approve", criticality: "critical" },
  { id: "shop", autonomy: "auto", criticality: "critical", dependsOn: "[database]" },
  { id: "search", autonomy: "auto", criticality: "normal", dependsOn: "[database]" },
  { id: "checkout", autonomy: "approve", criticality: "critical", dependsOn: "[shop]" },
  { id: "mailer", autonomy: "suggest", criticality: "low" },
];

async function configuration(): Promise<string> {
  const targets = await Promise.all(
    services.map(async ({ id, autonomy, criticality, dependsOn = "[]" }) => {
      const port = await freePort();
      return `  - id: ${id}
    kind: service
    criticality: ${criticality}
    autonomy: ${autonomy}
    dependsOn: ${dependsOn}
    supervisor: { direct: { command: [node, ${service}, "${port}"], cwd: DIR } }
    probes: [ http: { url: http://127.0.0.1:${port}/, every: 1s, timeout: 1s } ]`;
    }),
  );
  return `node: workshop
packs: [service, host]
targets:
${targets.join("\n")}
  - id: billing
    kind: service
    criticality: normal
    autonomy: auto
    supervisor: { direct: { command: [sh, -c, "exit 3"], cwd: DIR } }
  - id: disk
    kind: mount
    autonomy: suggest
    probes: [ disk: { path: DIR, every: 2s } ]
contracts:
  - id: shop
    path: DIR/CONTRACT.md
    gates: { review: { format: "1.1" }, plan: { format: "2.1" }, handover: { format: "3.1" }, events: {} }
repositories:
  - id: site
    path: DIR/site
    branch: main
    autonomy: approve
notify: { notice: [ log: { file: DIR/notices } ], page: [ log: { file: DIR/pages } ] }
`;
}

/** A repository with a file that does not parse. */
function repository(folder: string): void {
  const site = join(folder, "site");
  mkdirSync(site);
  const git = (...words: readonly string[]) => execFileSync("git", ["-C", site, ...words], { stdio: "pipe" });
  git("init", "--quiet", "-b", "main");
  git("config", "user.name", "Example");
  git("config", "user.email", "example@example.org");
  writeFileSync(join(site, "settings.json"), '{\n  "theme": "plain",\n  "perPage": 20,\n}\n');
  git("add", "--all");
  git("commit", "--quiet", "-m", "settings");
  git("switch", "--quiet", "-c", "work");
}

export async function openScene(t: TestContext): Promise<Scene> {
  const world = outside(t, await configuration());
  cpSync(join(projectRoot, "test/support", service), join(world.folder, service));
  cpSync(join(orchestrator, "CONTRACT.md"), join(world.folder, "CONTRACT.md"));
  repository(world.folder);
  await world.up();
  const made = await world.chiron("token", "create", "ann", "--kind", "human", "--role", "admin", "--json");
  const { token } = made.json as { readonly token: string };
  const pid = async (id: string) => (await world.ask("GET", `/v1/targets/${id}`)).json.pid as number | null;
  await until(
    "the services serve",
    async () => (await world.ask("GET", "/v1/status")).json.targets.good >= 5,
    patienceMs,
  );
  await drift(world);
  await world.chiron("repair", "scan");
  process.kill((await pid("search")) ?? 0, "SIGKILL");
  await until("search is healed", () => healed(world), patienceMs);
  process.kill((await pid("checkout")) ?? 0, "SIGKILL");
  await rejected(world, "billing");
  await world.incident("awaiting_approval");
  return { world, token };
}

/** What a human has refused is a human's. */
async function rejected(world: Outside, target: string): Promise<void> {
  const waiting = await until(
    `${target} waits`,
    async () => {
      const { json } = await world.ask("GET", `/v1/incidents?state=awaiting_approval&target=${target}`);
      return (json.items as readonly { readonly id: string }[])[0]?.id;
    },
    patienceMs,
  );
  await world.chiron("reject", waiting, "--reason", "it has no configuration yet; a restart does not help");
}

async function healed(world: Outside): Promise<true | undefined> {
  const { json } = await world.ask("GET", "/v1/incidents?all=true&target=search&state=resolved");
  return json.items.length > 0 ? true : undefined;
}

/** Honest outputs first, then three that have lost their columns. */
async function drift(world: Outside): Promise<void> {
  const run = (...words: readonly string[]) =>
    execFileSync(
      process.execPath,
      ["--no-warnings", join(orchestrator, "main.ts"), "--socket", join(world.dataDir, "chiron.sock"), ...words],
      {
        stdio: "pipe",
      },
    );
  run("--rounds", "4");
  run("--rounds", "3", "--drift", "missing_column");
}
