/** The child process: answers one question about a file, or holds one. Started by path. */
import { readFileSync, writeSync } from "node:fs";
import { setPriority } from "node:os";
import { change } from "./change.ts";
import { check } from "./check.ts";
import { hold } from "./hold.ts";
import type { Request } from "./requests.ts";
import { rows } from "./rows.ts";
import { save } from "./save.ts";

/** Whatever else is to be done on the machine goes first. */
const niceness = 10;

function answer(value: object): void {
  const line = Buffer.from(`${JSON.stringify(value)}\n`);
  for (let written = 0; written < line.length; ) written += writeSync(1, line, written);
}

async function carryOut(request: Request): Promise<void> {
  switch (request.do) {
    case "check":
      return check(request, answer);
    case "rows":
      return answer(rows(request));
    case "change":
      return answer(change(request));
    case "save":
      return answer(await save(request));
  }
}

const [mode, path = ""] = process.argv.slice(2);
if (mode === "hold") {
  await hold(path);
} else {
  setPriority(niceness);
  await carryOut(JSON.parse(readFileSync(0, "utf8")) as Request);
}
