/** What a process needs in order to beat, which only the engine knows: where its pipe is, and where the API is heard. */
import { join } from "node:path";
import type { DirectService, Target } from "#core/model";

/** The target's supervisor with it. The socket stays where it is when the engine is another; a port may not. */
export function placeHeartbeats(
  { id, probes }: Pick<Target, "id" | "probes">,
  service: DirectService,
  dataDir: string,
): DirectService {
  const heartbeat = probes.find(({ kind }) => kind === "heartbeat");
  if (heartbeat === undefined) return service;
  const { pipe, http } = heartbeat.options;
  if (pipe === true) {
    const env = { ...service.env, CHIRON_HEARTBEAT_FD: "3" };
    return { ...service, env, beatPipe: join(dataDir, "kernels", `${id}.pipe`) };
  }
  if (http !== true) return service;
  const CHIRON_HEARTBEAT_SOCKET = join(dataDir, "chiron.sock");
  return {
    ...service,
    env: { ...service.env, CHIRON_HEARTBEAT_SOCKET, CHIRON_HEARTBEAT_PATH: `/v1/kernels/${id}/beat` },
  };
}
