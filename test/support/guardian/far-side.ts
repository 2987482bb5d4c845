/**
 * Services on the far side of a cable: one real process serves them all, another passes every connection on to it. Ending the second cuts
 * this machine off, while all that it watched goes on as before.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { freePort } from "../ports.ts";

const serve = `
const http = require("node:http");
const ports = process.argv.slice(1).map(Number);
let left = ports.length;
for (const port of ports) http.createServer((_, answer) => answer.end("well")).listen(port, "127.0.0.1", () => --left || console.log("ready"));
`;

const pass = `
const net = require("node:net");
const pairs = process.argv.slice(1).map((pair) => pair.split(":").map(Number));
let left = pairs.length;
for (const [from, to] of pairs)
  net.createServer((near) => {
    const far = net.connect(to, "127.0.0.1");
    near.pipe(far).pipe(near);
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
  }).listen(from, "127.0.0.1", () => --left || console.log("ready"));
`;

export interface FarSide {
  /** Where each service answers, as seen from here. */
  readonly urls: readonly string[];
  readonly pid: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function openFarSide(t: TestContext, count: number): Promise<FarSide> {
  const near: number[] = [];
  const far: number[] = [];
  for (let index = 0; index < count; index++) {
    near.push(await freePort());
    far.push(await freePort());
  }
  const server = await start(t, serve, far.map(String));
  const pairs = near.map((port, index) => `${port}:${far[index]}`);
  let cable = await start(t, pass, pairs);
  return {
    urls: near.map((port) => `http://127.0.0.1:${port}/`),
    pid: server.pid ?? 0,
    async cut() {
      const gone = once(cable, "exit");
      cable.kill("SIGKILL");
      await gone;
    },
    async mend() {
      cable = await start(t, pass, pairs);
    },
  };
}

async function start(t: TestContext, script: string, words: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["-e", script, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  });
  await once(child.stdout as NodeJS.EventEmitter, "data");
  return child;
}
