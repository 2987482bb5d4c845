/**
 * systemd, by systemctl: `show` is one fork of some milliseconds, so it is asked only when the known process has gone. Of the
 * system's manager or, with `user`, of a user manager.
 */
import type { SystemdService } from "#core/model";
import { runCommand } from "./command.ts";
import type { Answer, ExternalSupervisor, Means, Order } from "./supervisor.ts";
import { propertiesToShow, readProperties, reportOf } from "./systemd-report.ts";

const cgroupRoots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/systemd"];

export function createSystemd(means: Means): ExternalSupervisor<SystemdService> {
  return {
    pace: { firstMs: 250, longestMs: 10_000 },
    ask: (service, signal) => ask(service, signal, means),
    give: (service, order) => give(service, order, means),
    hint: (_service, pid) => cgroupOf(pid, means),
  };
}

export function systemctl(service: Pick<SystemdService, "user">, ...words: readonly string[]): readonly string[] {
  return ["systemctl", ...(service.user ? ["--user"] : []), "--no-ask-password", ...words];
}

/** What it is told, in this order. A unit that failed too often is refused until `reset-failed`. */
export function systemctlOrders(service: SystemdService, { what, force }: Pick<Order, "what" | "force">) {
  const kill = systemctl(service, "kill", "--kill-who=all", "--signal=SIGKILL", service.unit);
  const orders = [systemctl(service, what, service.unit)];
  return force ? [kill, ...orders] : orders;
}

async function ask(service: SystemdService, signal: AbortSignal, means: Means): Promise<Answer> {
  const text = await run(
    systemctl(service, "show", `--property=${propertiesToShow}`, service.unit),
    service,
    means,
    signal,
  );
  const properties = readProperties(text);
  const report = reportOf(properties, means.clock);
  const controlGroup = properties.get("ControlGroup") ?? "";
  if (report.pid !== null || report.state !== "running" || controlGroup === "") return report;
  // A daemon whose main process systemd does not know; the first that is in its group stands for it.
  return { ...report, pid: await oldestIn(controlGroup, means) };
}

async function give(service: SystemdService, order: Order, means: Means): Promise<void> {
  if (order.what !== "stop") {
    const { state, words } = await ask(service, order.signal, means);
    if (state === "gave_up" && words.startsWith("failed"))
      await run(systemctl(service, "reset-failed", service.unit), service, means, order.signal);
  }
  const orders = systemctlOrders(service, order);
  for (const [index, command] of orders.entries()) {
    const isKill = index < orders.length - 1;
    const done = run(command, service, means, order.signal);
    // There may be nothing left to kill.
    await (isKill ? done.catch(() => "") : done);
  }
}

function run(command: readonly string[], { user, runtimeDir }: SystemdService, means: Means, signal: AbortSignal) {
  const place: Readonly<Record<string, string>> =
    user && runtimeDir !== undefined ? { XDG_RUNTIME_DIR: runtimeDir } : {};
  return runCommand(command, means, { signal, env: { ...place, LC_ALL: "C", SYSTEMD_COLORS: "0" } });
}

async function oldestIn(controlGroup: string, { files, processes }: Means): Promise<number | null> {
  const text = await readFirst(
    cgroupRoots.map((root) => `${root}${controlGroup}/cgroup.procs`),
    files,
  );
  const looks = (text ?? "").split("\n").map((line) => processes.look(Number(line)));
  const living = looks.flatMap((look) => (look.exists && look.state !== "Z" ? [look.identity] : []));
  return living.sort((a, b) => a.startTicks - b.startTicks || a.pid - b.pid)[0]?.pid ?? null;
}

/** The file of its control group that lists its processes: it is empty, or not there, while the unit is down. */
async function cgroupOf(pid: number, { files }: Means): Promise<string | undefined> {
  const text = await files.read(`/proc/${pid}/cgroup`, 65_536).catch(() => "");
  const path = /^0::(\/.+)$/m.exec(text)?.[1] ?? /^\d+:name=systemd:(\/.+)$/m.exec(text)?.[1];
  if (path === undefined || path.includes("..")) return undefined;
  for (const root of cgroupRoots) {
    const file = `${root}${path}/cgroup.procs`;
    if ((await files.stat(file).catch(() => undefined)) !== undefined) return file;
  }
  return undefined;
}

async function readFirst(paths: readonly string[], files: Means["files"]): Promise<string | undefined> {
  for (const path of paths) {
    const text = await files.read(path, 1_048_576).catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}
