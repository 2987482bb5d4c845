/** A Workbench over an engine on which a service that two others need has died, and whose repair waits for a human. */
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { webService } from "../engine.ts";
import { freePort } from "../ports.ts";
import { openWorkbench, type Workbench } from "./workbench.ts";

export interface BrokenWeb extends Workbench {
  readonly incident: string;
  /** Where it is now. */
  state(): string | undefined;
}

export async function openBrokenWeb(t: TestContext, criticality = "normal"): Promise<BrokenWeb> {
  const [web, api, shop] = [await freePort(), await freePort(), await freePort()];
  const service = (id: string, port: number, more: string) => `  - id: ${id}
    kind: service
    autonomy: approve
    supervisor: { direct: { command: [${JSON.stringify(process.execPath)}, "${webService}", "${port}"] } }
    probes: [{ http: { url: "http://127.0.0.1:${port}/", every: 200ms } }]
    ${more}`;
  const yaml = `packs: [service]
targets:
${service("web", web, `criticality: ${criticality}\n    staleFiles: [DIR/web.pid]`)}
${service("api", api, "dependsOn: [web]")}
${service("shop", shop, "dependsOn: [api]")}
`;
  const workbench = await openWorkbench(t, yaml, { files: { "web.pid": "4711" } });
  const { world } = workbench;
  await until("all serve", () => ["web", "api", "shop"].every((id) => world.facade.target(id)?.health === "good"));
  process.kill(world.pid("web"), "SIGKILL");
  const incident = await world.incident("awaiting_approval");
  return { ...workbench, incident, state: () => world.facade.incident(incident)?.state };
}
