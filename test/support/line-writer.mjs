/**
 * Writes numbered lines to a log until SIGTERM, 5,000 a second, and then its last number to LOG.last. On SIGHUP it opens its log anew,
 * unless it is told to be deaf. `node line-writer.mjs LOG PIDFILE [deaf]`
 */
import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";

const [log, pidFile, deaf] = process.argv.slice(2);
let file = openSync(log, "a");
let number = 0;
writeFileSync(pidFile, `${process.pid}\n`);
process.on("SIGHUP", () => {
  if (deaf) return;
  const old = file;
  file = openSync(log, "a");
  closeSync(old);
});
const startedAt = performance.now();
const writing = setInterval(() => {
  const due = (performance.now() - startedAt) * 5;
  while (number < due) writeSync(file, `line ${++number}\n`);
}, 1);
process.on("SIGTERM", () => {
  clearInterval(writing);
  writeFileSync(`${log}.last`, String(number));
  process.exit(0);
});
