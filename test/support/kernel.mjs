// A kernel for tests: beats every 50 ms in the way that is named, after a delay; on SIGUSR2 its loop is wedged for ever.
import { appendFileSync, utimesSync, writeFileSync, writeSync } from "node:fs";
import { request } from "node:http";

const [how, name, journal, delayMs = "0", file = ""] = process.argv.slice(2);
const say = (what) => appendFileSync(journal, `${name} ${what} ${process.pid}\n`);

const ways = {
  file() {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      writeFileSync(file, "");
    }
  },
  pipe() {
    writeSync(Number(process.env.CHIRON_HEARTBEAT_FD), ".\n");
  },
  http() {
    const { CHIRON_HEARTBEAT_SOCKET: socketPath, CHIRON_HEARTBEAT_PATH: path } = process.env;
    const asked = request({ socketPath, path, method: "POST", headers: { host: "localhost" } }, (answer) =>
      answer.resume(),
    );
    // No engine is there now; the next one will hear the next beat.
    asked.on("error", () => undefined);
    asked.end();
  },
};

process.on("SIGUSR2", () => {
  say("wedged");
  for (;;);
});
say("started");
let beaten = false;
setTimeout(() => {
  setInterval(() => {
    ways[how]();
    if (!beaten) say("beats");
    beaten = true;
  }, 50);
}, Number(delayMs));
