/**
 * The systemd unit. What is in it, and what is not, has reasons:
 *
 * - `Type=notify`, `WatchdogSec`: the watchdog says when all three are up, and from its work loop that it still looks. Its limit lies
 *   above the 30 s after which a healer ends and replaces a watchdog that hangs: systemd is the last resort, when nobody is left.
 * - `NotifyAccess=all`: it says so by systemd-notify(1), a process of its own, since Node cannot write to a datagram socket.
 * - `KillMode=process`: the healers restart one another, and services outlive an engine. A unit whose main process ended must not take all
 *   of them down; the orderly end of `systemctl stop` is the watchdog's own, which ends healers and services itself.
 * - `Restart=always` without a start limit: there is no count of deaths after which nobody should watch any more. Only a wrong
 *   configuration (exit code 2) is not tried again, since no restart mends it; with a last one that worked, that does not happen.
 * - `CHIRON_UNIT`: by it a watchdog that a healer started can ask systemd whether the unit was stopped while it had no main process.
 * - `OOMPolicy=continue`: a service of Chiron's that the kernel kills for its memory is Chiron's to restart, and no end of Chiron.
 * - No sandbox: what it starts inherits it. ProtectSystem, PrivateTmp, NoNewPrivileges, SystemCallFilter and the like would take from services and
 *   repairs what they need (files, sudo, modules, /proc/sys), and would do so only when something is broken.
 */
export interface UnitOptions {
  /** Absolute, each. */
  readonly node: string;
  readonly program: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly folder: string;
  /** Of the user manager (`systemctl --user`), not of the system. */
  readonly user: boolean;
}

export function unitText({ node, program, configFile, dataDir, folder, user }: UnitOptions): string {
  const command = [node, program, "--config", configFile, "--data-dir", dataDir, "up", "--unattended"];
  return `[Unit]
Description=Chiron, which watches, repairs and tells
After=${user ? "default.target" : "network.target local-fs.target"}
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=all
Environment=CHIRON_UNIT=${user ? "user" : "system"}:%n
ExecStart=${command.map(quoted).join(" ")}
WorkingDirectory=${escaped(folder)}
WatchdogSec=45s
WatchdogSignal=SIGKILL
Restart=always
RestartSec=200ms
RestartPreventExitStatus=2
KillMode=process
TimeoutStartSec=3min
TimeoutStopSec=90s
OOMPolicy=continue

[Install]
WantedBy=${user ? "default.target" : "multi-user.target"}
`;
}

/** One word of a command line, by the rules of systemd.service(5), "Command lines". */
function quoted(word: string): string {
  const inner = escaped(word).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$");
  return `"${inner}"`;
}

/** A percent sign would begin a specifier. */
function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}
