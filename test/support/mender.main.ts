/**
 * A mender that dies by SIGKILL at one exact point of its log: `node mender.main.ts DATA POINT`, where POINT is `before:repair.task_started`
 * (the first such event is made, and is not on disk) or `after:repair.task_started` (it is on disk, and nothing has followed); of
 * `after:repair.chain_step:3` it is the third. A third word, `parsers`, gives it the real ones.
 */
import type { EventLog } from "#core/log";
import { openSyntax, runMender } from "#healers/mender";
import { plainJson } from "./plain-json.ts";

const [dataDir = "", point = "", syntax = ""] = process.argv.slice(2);
const [when, type, nth = "1"] = point.split(":");

function dying(log: EventLog): EventLog {
  let seen = 0;
  const append: EventLog["append"] = (events, options) => {
    const stored = log.append(events, options);
    const before = seen;
    seen += stored.filter((one) => one.type === type).length;
    if (before < Number(nth) && seen >= Number(nth)) {
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

const mender = runMender({
  dataDir,
  say: (line) => console.log(line),
  syntax: syntax === "parsers" ? openSyntax() : plainJson,
  ...(point === "" ? {} : { wrapLog: dying }),
});
const turning = setInterval(() => mender.turn(), 50);
process.once("SIGTERM", () => {
  clearInterval(turning);
  void mender.stop();
});
