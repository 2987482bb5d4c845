/**
 * All gates: `npm run check`. Gates that only read run two at a time; the tests come last and alone, because they measure
 * time. `npm run check -- --except tests` leaves a gate out. What a gate said is shown only if it failed, all at the end.
 */
import { spawn } from "node:child_process";
import { parseArgs, styleText } from "node:util";
import { projectRoot } from "./lib/files.ts";

interface Result {
  readonly gate: string;
  readonly passed: boolean;
  readonly output: string;
}

const AT_ONCE = 2;
const READING_GATES = ["types", "lint", "imports", "unused", "tidy", "trace"];
const TESTS = "tests";

const { values: options } = parseArgs({ options: { except: { type: "string", multiple: true, default: [] } } });

/** Each gate is also a script of its own (`npm run check:types`), so that both run exactly the same. */
function runGate(gate: string): Promise<Result> {
  const started = Date.now();
  const child = spawn("npm", ["run", "--silent", `check:${gate}`], {
    cwd: projectRoot,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const end = (passed: boolean, more: string) => {
      const state = passed ? styleText("green", "ok  ") : styleText("red", "FAIL");
      console.log(`${state} ${gate.padEnd(8)} ${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s`);
      resolve({ gate, passed, output: output + more });
    };
    child.once("error", (error) => end(false, error.message));
    child.once("close", (code) => end(code === 0, ""));
  });
}

async function runInLanes(gates: readonly string[]): Promise<Result[]> {
  const waiting = [...gates];
  const results: Result[] = [];
  const lane = async () => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) results.push(await runGate(gate));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

async function main(): Promise<boolean> {
  const wanted = (gate: string) => !options.except.includes(gate);
  const results = await runInLanes(READING_GATES.filter(wanted));
  if (wanted(TESTS)) results.push(await runGate(TESTS));
  const failed = results.filter(({ passed }) => !passed);
  for (const { gate, output } of failed) {
    console.log(`\n${styleText("bold", `── ${gate}: npm run check:${gate} ──`)}\n${output.trim()}`);
  }
  console.log(`${failed.length > 0 ? "\n" : ""}${results.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0;
}

process.exitCode = (await main()) ? 0 : 1;
