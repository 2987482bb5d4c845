/**
 * A little worker, to be watched and to be broken: `node worker.ts SIGNAL_FILE`.
 *
 * Once a second it does its work and says so in its signal file, `{ "updatedAt": "2030-01-01T00:00:00.000Z", "sequence": 7 }`.
 * SIGUSR1 breaks it in a way that no process table shows: it lives on, and does nothing any more.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

const everyMs = 1_000;
const file = resolve(process.argv[2] ?? "signal.json");
let sequence = 0;

/** Written beside and renamed, so that a reader never sees half a file. */
function writeSignal(): void {
  sequence += 1;
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, `${JSON.stringify({ updatedAt: new Date().toISOString(), sequence })}\n`);
  renameSync(beside, file);
}

mkdirSync(dirname(file), { recursive: true });
writeSignal();
const work = setInterval(writeSignal, everyMs);
// What keeps the process alive when it does not work any more.
const life = setInterval(() => undefined, 60_000);
console.log(`worker: process ${process.pid} writes ${file}`);

process.on("SIGUSR1", () => {
  clearInterval(work);
  console.log(`worker: process ${process.pid} has stopped working after ${sequence} signals, and lives on`);
});
process.once("SIGTERM", () => {
  clearInterval(work);
  clearInterval(life);
});
