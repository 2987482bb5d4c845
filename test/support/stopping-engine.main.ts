/**
 * An engine that stops itself by SIGSTOP at one exact point of its log, and ends as `chiron` would once it cannot go on:
 * `node stopping-engine.main.ts FOLDER POINT`, where POINT is `during:step.started:1` (the first such event is appended, and the transaction is
 * open) or `after:step.started:1` (it is durable, and what it announces comes next).
 */
import { join } from "node:path";
import type { EventLog } from "#core/log";
import { ChironError, errorTable } from "#core/model";
import { runEngine } from "#healers/engine";

const [folder = "", point = ""] = process.argv.slice(2);
const [when, type, count] = point.split(":");

function stopping(log: EventLog): EventLog {
  let seen = 0;
  let isDue = false;
  const stop = (): void => {
    isDue = false;
    process.kill(process.pid, "SIGSTOP");
  };
  const append: EventLog["append"] = (events, options) => {
    const stored = log.append(events, options);
    if (stored.some((one) => one.type === type && ++seen === Number(count))) {
      if (when === "during") stop();
      else isDue = true;
    }
    return stored;
  };
  const durable: EventLog["durable"] = async (seq) => {
    await log.durable(seq);
    if (isDue) stop();
  };
  return new Proxy(log, {
    get: (target, key) => (key === "append" ? append : key === "durable" ? durable : bound(target, key)),
  });
}

function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}

const engine = await runEngine({
  configFile: join(folder, "chiron.yaml"),
  dataDir: join(folder, "data"),
  port: 0,
  say: (line) => console.log(line),
  wrapLog: stopping,
});
console.log("ready");
const alive = setInterval(() => undefined, 1_000);
const why = await engine.failed;
await engine.stop({ reason: why.message, keepServices: true });
clearInterval(alive);
process.exit(why instanceof ChironError ? errorTable[why.code].exit : 1);
