/**
 * A command-line coding agent for drift. What it does stands in a file that the test writes, as JSON: `[what, ...words]`; what it was told it
 * leaves beside that. It knows nothing but its standard input and its working folder.
 */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";

const [, , place] = process.argv;
const told = readFileSync(0, "utf8");
writeFileSync(`${place}.told`, told);
const [, named = ""] = /^The only files that you may change:\n((?: {2}.+\n)+)/m.exec(told) ?? [];
const files = named.trim().split(/\n\s*/);
const [what, ...words] = JSON.parse(readFileSync(place, "utf8"));

function replace(file, from, to) {
  const before = readFileSync(file, "utf8");
  if (!before.includes(from)) throw new Error(`${file} does not say ${from}`);
  writeFileSync(file, before.replace(from, to));
}

const deeds = {
  /** In a file of the task, whichever it is that says so. */
  replaces(from, to) {
    const file = files.find((one) => readFileSync(one, "utf8").includes(from));
    if (file === undefined) throw new Error(`none of ${files.join(", ")} says ${from}`);
    replace(file, from, to);
    console.log(`I changed ${file}.`);
  },
  /** As above, and more than it was asked for. */
  oversteps(from, to, other) {
    deeds.replaces(from, to);
    appendFileSync(other, "\nmore\n");
  },
  nothing: () => console.log("I would not know what."),
  fails: () => process.exit(3),
  hangs() {
    writeFileSync(`${place}.pid`, String(process.pid));
    setInterval(() => {}, 1_000);
  },
};

deeds[what](...words);
