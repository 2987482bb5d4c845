/** A service that is as slow as a test says. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { human, type World } from "./engine.ts";

/**
 * Answers after the milliseconds that stand in the file: after a restart quickly again, if it `forgets`; or slowly only as long as
 * there is something in its cache (`while cached`).
 */
const program = `
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
const [port, file, how] = process.argv.slice(2);
if (how === "forgets") writeFileSync(file, "30");
const cache = new URL("cache/large", import.meta.url);
const told = () => (how === "while cached" && !existsSync(cache) ? 30 : Number(readFileSync(file, "utf8")));
createServer((_request, response) => {
  setTimeout(() => response.end(String(process.pid)), told());
}).listen(Number(port), "127.0.0.1");
`;

const graceMs = 4_000;

export const slowShop = (port: number, forgets: string, more = "") => `
node: test
targets:
  - id: shop
    kind: service
    autonomy: auto
    startupGrace: ${graceMs}ms
    supervisor:
      direct: { command: [node, DIR/slow.mjs, "${port}", DIR/delay, "${forgets}"] }
    probes:
      - http: { url: "http://127.0.0.1:${port}/", every: 200ms, timeout: 5s }
      - memory: { every: 1s }
      - pressure: { every: 1s }
${more}
packs: [service]
`;
export const slowFiles = { "slow.mjs": program, delay: "30" };

/** How long an answer takes from now on. */
export const setDelay = (world: World, ms: number) => writeFileSync(join(world.folder, "delay"), String(ms));
export const openedIn = (world: World) =>
  world.events.flatMap((one) => (one.type === "incident.opened" ? [one.data.type] : []));

/** Until so many readings were learned from, by asking rather than by waiting; while the service warms up nothing is learned. */
export async function learnNormal(world: World, readings = 40): Promise<void> {
  const started = await world.event("service.started");
  for (let count = 0; count < readings; ) {
    await world.facade.command({ kind: "probe", target: "shop" }, human);
    const last = world.facade.target("shop")?.probes.find(({ kind }) => kind === "http")?.last;
    if (last?.values.serving === true && last.takenAt > started.at + graceMs) count++;
  }
}
