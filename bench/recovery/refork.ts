/**
 * The bare minimum of a supervisor in Node: spawn, and spawn again on the exit event. What Chiron adds to this (deciding,
 * recording durably, verifying) is the difference between its figure and this one.
 *
 *     node refork.ts COMMAND [ARGUMENT]...
 */
import { spawn } from "node:child_process";

const [command, ...commandArguments] = process.argv.slice(2);
if (command === undefined) throw new Error("usage: node refork.ts COMMAND [ARGUMENT]...");

function start(file: string): void {
  const child = spawn(file, commandArguments, { stdio: "ignore" });
  stop = () => child.kill("SIGKILL");
  child.once("exit", () => start(file));
}

let stop = (): boolean => false;
process.once("SIGTERM", () => {
  stop();
  process.exit(0);
});
start(command);
