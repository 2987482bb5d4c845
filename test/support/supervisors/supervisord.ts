/** A supervisord of the test's own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { until } from "#core/platform/test";
import { commandOf, type Rig, type RigOptions, run } from "./rig.ts";

export async function supervisordRig(
  t: TestContext,
  options: RigOptions & { readonly startRetries?: number },
): Promise<Rig> {
  const { folder, port, restarts, startRetries = 1 } = options;
  const file = join(folder, "supervisord.conf");
  const socket = join(folder, "supervisor.sock");
  const lines = [
    "[supervisord]",
    `logfile=${folder}/supervisord.log`,
    `pidfile=${folder}/supervisord.pid`,
    `childlogdir=${folder}`,
    "[unix_http_server]",
    `file=${socket}`,
    "username=chiron",
    "password=open sesame",
    "[rpcinterface:supervisor]",
    "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    "[supervisorctl]",
    `serverurl=unix://${socket}`,
    "username=chiron",
    "password=open sesame",
    "[program:web]",
    `command=${commandOf(options).join(" ")}`,
    `autorestart=${restarts !== false}`,
    `startretries=${startRetries}`,
    "startsecs=1",
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  const child = spawn("supervisord", ["-n", "-c", file], { stdio: "ignore" });
  t.after(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  });
  await until("supervisord listens", () => existsSync(socket));
  const control = (word: string) => run(["supervisorctl", "-c", file, word, "web"]);
  // What ends before that counts as not started, which supervisord tries again.
  await until("it counts as started", async () => (await control("status").catch(() => "")).includes("RUNNING"));
  return {
    supervisor: `supervisord: { program: web, socket: ${socket}, username: chiron, password: open sesame }`,
    says: [
      "the supervisord program web",
      "stopProcess(web); supervisor.signalProcess(web, KILL); supervisor.startProcess(web)",
    ],
    url: `http://127.0.0.1:${port}/`,
    start: async () => void (await control("start")),
    stop: async () => void (await control("stop")),
    restart: async () => void (await control("restart")),
  };
}
