// A healer in miniature, for tests of the emergency alone: `node beating.mjs FILE WATCHDOG HOW`. It beats into FILE every 50 ms, and says that it sees
// the watchdog's own beat. HOW: well, crash (ends over its start), mute (never beats).
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const [file, watchdog, how] = process.argv.slice(2);
if (how === "crash") {
  console.error("error: it does not even start");
  process.exit(7);
}
let seq = 0;
const beat = () => {
  if (how === "mute") return;
  seq++;
  let seen = 0;
  try {
    seen = JSON.parse(readFileSync(watchdog, "utf8")).seq;
  } catch {
    // It has not said anything yet.
  }
  writeFileSync(
    `${file}.new`,
    JSON.stringify({ pid: process.pid, seq, state: seq < 3 ? "starting" : "healthy", seen }),
  );
  renameSync(`${file}.new`, file);
};
beat();
setInterval(beat, 50);
