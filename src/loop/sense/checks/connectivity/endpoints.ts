/** Where the target's probes ask, as addresses to connect to. */
import type { ProbeDeclaration, Target } from "#core/model";
import type { Address } from "#core/platform";

const usualPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };

export function endpointsOf({ probes }: Target): readonly Address[] {
  const found = new Map<string, Address>();
  for (const address of probes.flatMap(addressOf)) found.set(sayAddress(address), address);
  return [...found.values()];
}

export function sayAddress(address: Address): string {
  return "path" in address ? address.path : `${address.host}:${address.port}`;
}

/** Kinds of probe whose `path` is a Unix socket and not a file. */
const socketKinds = new Set(["tcp", "redis", "nats", "postgres"]);

function addressOf({ kind, options: { url, host, port, path, socket } }: ProbeDeclaration): readonly Address[] {
  if (typeof socket === "string") return [{ path: socket }];
  if (typeof path === "string" && socketKinds.has(kind)) return [{ path }];
  if (typeof host === "string" && typeof port === "number") return [{ host, port }];
  if (typeof url !== "string" || !URL.canParse(url)) return [];
  const { protocol, hostname, port: written } = new URL(url);
  const at = written === "" ? usualPorts[protocol] : Number(written);
  return at === undefined || hostname === "" ? [] : [{ host: hostname.replace(/^\[|\]$/g, ""), port: at }];
}
