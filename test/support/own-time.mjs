// Imported ahead of a program (node --import): when it ends, it writes into the file OWN_TIME_FILE how long it took, in milliseconds, as if nobody
// else had used the machine: without the time that it was ready to run and others had the core (proc(5), schedstat), and no less than
// what it has worked.
import { readFileSync, writeFileSync } from "node:fs";

process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  const waitedMs = Number(readFileSync("/proc/self/schedstat", "utf8").split(" ")[1]) / 1e6;
  const ownMs = Math.max((user + system) / 1_000, performance.now() - waitedMs);
  writeFileSync(process.env.OWN_TIME_FILE, String(ownMs));
});
