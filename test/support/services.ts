/** Supervised services for tests: real processes in a folder of their own, with nothing left behind. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { DirectService, ServiceState } from "#core/model";
import { createRealPlatform } from "#core/platform/real";
import { createDirectServices, createServices, type DirectServices, type SupervisedServices } from "#loop/act";

export interface Heard {
  readonly what: "exit" | "started" | "stopped" | "restarted";
  readonly target: string;
  readonly pid: number;
  readonly why: string | number | null;
}

/** Real services of one engine after the other, all of which are ended after the test. */
export function workshop(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "chiron-direct-"));
  const platform = createRealPlatform();
  const dataId = `test-${process.pid}-${folder.slice(-6)}`;
  const heard: Heard[] = [];
  const engines: Pick<SupervisedServices, "look" | "release">[] = [];
  // Neither a child nor a timer of the platform keeps this process alive while a test only waits for them.
  const alive = setInterval(() => undefined, 1_000);
  const hear = (one: Heard): void => void heard.push(one);
  const options: Parameters<typeof createServices>[0] = {
    ...platform,
    dataId,
    restartsSince: () => 0,
    stoppedByHuman: () => false,
    onExit: (target, exit) => hear({ what: "exit", target, pid: exit.process.pid, why: exit.signal ?? exit.code }),
    onStarted: (target, process, cause) => hear({ what: "started", target, pid: process.pid, why: cause }),
    onStopped: (target, process, cause) => hear({ what: "stopped", target, pid: process.pid, why: cause }),
    onRestarted: (target, times) => hear({ what: "restarted", target, pid: 0, why: times }),
  };
  const engine = (more: Partial<Parameters<typeof createDirectServices>[0]> = {}): DirectServices => {
    const services = createDirectServices({ ...options, ...more });
    engines.push(services);
    return services;
  };
  /** Whoever their supervisor is. */
  const services = (): SupervisedServices => {
    const all = createServices(options);
    engines.push(all);
    return all;
  };
  const service = (command: readonly string[], more: Partial<DirectService> = {}): DirectService => ({
    target: "web",
    kind: "direct",
    command: [...command],
    cwd: folder,
    env: {},
    stopSignal: "SIGTERM",
    stopGrace: 5_000,
    log: join(folder, "web.log"),
    ...more,
  });
  const marked = (target = "web") => platform.processes.findByEnvironment("CHIRON_SERVICE", `${dataId}:${target}`);
  t.after(() => {
    const targets = ["web", "db", "app"];
    // While a process becomes its program it shows no environment, and so no mark; whoever started it knows it all the same.
    const own = (state: ServiceState) => (state.report === null && state.process !== null ? [state.process] : []);
    const known = engines.flatMap((one) => targets.flatMap((target) => own(one.look(target))));
    for (const one of engines) one.release();
    platform.close();
    for (const identity of [...known, ...targets.flatMap(marked)])
      platform.processes.signal(identity, "SIGKILL", "process");
    clearInterval(alive);
    rmSync(folder, { recursive: true, force: true });
  });
  const log = () => readFileSync(join(folder, "web.log"), "utf8");
  return { folder, platform, options, heard, engine, services, service, marked, log };
}

/** A program that runs until it is ended. */
export const forever = ["sleep", "1000"];

export function never(): AbortSignal {
  return new AbortController().signal;
}

export function pidOf(services: Pick<DirectServices, "look">, target = "web"): number {
  return services.look(target).process?.pid ?? 0;
}
