/** A service that is as slow as a test says. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { human, type World } from "./engine.ts";

/** Answers after the milliseconds that stand in the file; after a restart it is quick, if told to forget. */
const program = `
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
const [port, file, forgets] = process.argv.slice(2);
if (forgets === "forgets") writeFileSync(file, "30");
createServer((_request, response) => {
  setTimeout(() => response.end(String(process.pid)), Number(readFileSync(file, "utf8")));
}).listen(Number(port), "127.0.0.1");
`;

export const slowShop = (port: number, forgets: string, more = "") => `
node: test
targets:
  - id: shop
    kind: service
    autonomy: auto
    startupGrace: 200ms
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

/** Until enough was learned, by asking rather than by waiting. */
export async function learnNormal(world: World, readings = 40): Promise<void> {
  for (let count = 0; count < readings; count++) await world.facade.command({ kind: "probe", target: "shop" }, human);
}
