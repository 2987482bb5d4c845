/**
 * An engine that dies by SIGKILL at one exact point of its log: `node crashing-engine.main.ts FOLDER POINT`, where POINT is
 * `before:step.started:1` (the first such event is made, and is not on disk) or `after:step.started:1` (it is on disk, and nothing has followed).
 */
import { join } from "node:path";
import type { EventLog } from "#core/log";
import { runEngine } from "#healers/engine";

const [folder = "", point = ""] = process.argv.slice(2);
const [when, type, count] = point.split(":");

function dying(log: EventLog): EventLog {
  let seen = 0;
  const append: EventLog["append"] = (events, options) => {
    const stored = log.append(events, options);
    for (const one of stored) {
      if (one.type !== type || ++seen !== Number(count)) continue;
      if (when === "after") log.flush();
      process.kill(process.pid, "SIGKILL");
    }
    return stored;
  };
  return new Proxy(log, { get: (target, key) => (key === "append" ? append : bound(target, key)) });
}

function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === "function" ? value.bind(target) : value;
}

await runEngine({
  configFile: join(folder, "chiron.yaml"),
  dataDir: join(folder, "data"),
  port: 0,
  say: (line) => console.log(line),
  ...(point === "" ? {} : { wrapLog: dying }),
});
console.log("ready");
setInterval(() => undefined, 1_000);
