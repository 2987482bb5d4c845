#!/usr/bin/env node
// Chiron needs Node 24 or newer. Under an older one it starts itself again with the one that npm has put beside it.
import module from "node:module";
import { fileURLToPath } from "node:url";

if (Number.parseInt(process.versions.node, 10) >= 24) {
  const caches = process.env.XDG_CACHE_HOME || (process.env.HOME && `${process.env.HOME}/.cache`);
  if (caches) module.enableCompileCache(`${caches}/chiron`); // of the user's own: in /tmp, others could plant code
  const { main } = await import("../src/surface/cli/index.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  const newer = fileURLToPath(new URL("../node_modules/node/bin/node", import.meta.url));
  const advice = `chiron needs Node 24 or newer, and this is ${process.versions.node}: install it, or run "npm ci" here`;
  const { spawn } = await import("node:child_process");
  const child = spawn(newer, process.argv.slice(1), { stdio: "inherit" });
  child.on("error", () => console.error(advice)).on("exit", (code) => process.exit(code ?? 1));
  process.exitCode = 2; // for when it could not be started
  process.on("SIGINT", () => {}); // the terminal sends it to both
  for (const signal of ["SIGTERM", "SIGUSR2"]) process.on(signal, () => child.kill(signal));
}
