/**
 * A good answer proves nothing while another process holds the port: the service that was just started dies of that in a moment,
 * and who answered was the other. But a service may well stand behind a proxy of this machine; so the doubt ends once its
 * process has lived for a while.
 */
import type { Target } from "#core/model";
import type { Parts } from "./parts.ts";

const convincingMs = 2_000;

/** Why a good answer is not to be believed yet; undefined when nothing speaks against it. */
export function answeredByAnother({ platform, services, probes }: Parts, target: Target): string | undefined {
  if (target.supervisor === undefined) return undefined;
  const { process, startedAt } = services.look(target.id);
  const livedMs = platform.clock.now() - (startedAt ?? Number.NEGATIVE_INFINITY);
  if (process === null || livedMs >= Math.max(convincingMs, target.startupGraceMs)) return undefined;
  for (const { kind, options } of target.probes) {
    const port = probes.get(kind)?.localPort?.(options);
    if (port !== undefined && platform.processes.listens?.(process, port) === false) {
      return `port ${port} answers, but it is another process that holds it; pid ${process.pid} of ${target.id} does not`;
    }
  }
  return undefined;
}
