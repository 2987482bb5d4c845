/**
 * What systemd is told, by systemd-notify(1): that all is up, that the watchdog still looks, that it ends. A process of its own for each
 * word, since Node has no datagram sockets of the Unix kind and an add-on would be one more thing that the watchdog depends on
 * (docs/adr/0023). Only whoever systemd started as the main process speaks; a watchdog that a healer started makes way for that one.
 */
import { spawn } from "node:child_process";

export interface ServiceManager {
  /** All three are up. */
  ready(status: string): void;
  /** To be called from the work loop, after each look that was really taken. */
  looked(): void;
  stopping(): void;
}

const silent: ServiceManager = { ready: () => undefined, looked: () => undefined, stopping: () => undefined };
/** A manager that does not answer must not fill the process table. */
const tellWithinMs = 5_000;

type Environment = Readonly<Record<string, string | undefined>>;
type Tell = (words: readonly string[]) => void;

/** Says nothing where no service manager asked to be told. */
export function serviceManagerOf(
  environment: Environment,
  say: (line: string) => void,
  { monotonic = () => performance.now(), tell = teller(say) }: { monotonic?: () => number; tell?: Tell } = {},
): ServiceManager {
  if (!environment.NOTIFY_SOCKET) return silent;
  const everyMs = pingEveryMs(environment);
  let toldAt = monotonic();
  return {
    ready: (status) => tell(["--ready", `--status=${status}`]),
    looked() {
      if (everyMs === undefined || monotonic() - toldAt < everyMs) return;
      toldAt = monotonic();
      tell(["WATCHDOG=1"]);
    },
    stopping: () => tell(["STOPPING=1", "--status=ending"]),
  };
}

/** Three times within the limit, so that one that is lost is no alarm. */
function pingEveryMs({ WATCHDOG_USEC }: Environment): number | undefined {
  const limitMs = Number(WATCHDOG_USEC) / 1_000;
  return Number.isFinite(limitMs) && limitMs > 0 ? limitMs / 3 : undefined;
}

function teller(say: (line: string) => void): Tell {
  let isBroken = false;
  return (words) => {
    const child = spawn("systemd-notify", words, { stdio: "ignore", timeout: tellWithinMs, killSignal: "SIGKILL" });
    child.on("error", (error) => {
      if (!isBroken) say(`systemd is not told anything, since systemd-notify cannot be run: ${error.message}`);
      isBroken = true;
    });
    child.unref();
  };
}
