/** One owner per layer: what one target's supervisor or process probe claims, no other target may claim (two would fight over it). */
import { type Service, type Target, unreachable } from "#core/model";
import type { Gathering } from "./gathering.ts";
import type { Written } from "./written.ts";

interface Claim {
  /** Equal for what is the same. */
  readonly key: string;
  readonly words: string;
  readonly at: readonly (string | number)[];
}

export function checkOwners(targets: readonly Target[], places: ReadonlyMap<string, Written>, into: Gathering): void {
  const owners = new Map<string, string>();
  for (const target of targets) {
    const place = places.get(target.id);
    for (const { key, words, at } of claimsOf(target)) {
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, target.id);
      else if (owner !== target.id && place !== undefined && !into.problems.isFull) {
        const message = `both "${owner}" and "${target.id}" claim ${words}; two that repair one thing would fight over it`;
        into.problems.push(place.source.problem([...place.path, ...at], message));
      }
    }
  }
}

function claimsOf({ supervisor, probes }: Target): readonly Claim[] {
  const ofProbes = probes.flatMap(({ kind, options }) => {
    const { pidFile } = options;
    if (kind !== "process" || typeof pidFile !== "string") return [];
    return [{ key: `pid file ${pidFile}`, words: `the pid file ${pidFile}`, at: ["probes"] }];
  });
  return supervisor === undefined ? ofProbes : [...claimsOfService(supervisor), ...ofProbes];
}

function claimsOfService(service: Service): readonly Claim[] {
  const at = ["supervisor", service.kind];
  const claim = (words: string, scope = ""): readonly Claim[] => [
    { key: `${service.kind} ${scope} ${words}`, words, at },
  ];
  switch (service.kind) {
    case "direct": {
      const { pidFile } = service;
      return pidFile === undefined ? [] : [{ key: `pid file ${pidFile}`, words: `the pid file ${pidFile}`, at }];
    }
    case "systemd":
      return claim(`the systemd unit ${service.unit}`, service.user ? `user ${service.runtimeDir ?? ""}` : "system");
    case "pm2":
      return claim(`the PM2 app ${service.name}`, service.home);
    case "supervisord":
      return claim(`the supervisord program ${service.program}`, service.socket);
    case "runit":
      return claim(`the runit service ${service.folder}`);
    default:
      return unreachable(service);
  }
}
