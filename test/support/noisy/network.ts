/** Peers of the simulated machine, by URL or address. */
import type { Clock, Network } from "#core/platform";
import { onlySimulated, type Reaction } from "./reaction.ts";

export function createNetwork(clock: Clock, peers: ReadonlyMap<string, () => Reaction>): Network {
  const ask = async (address: string, signal: AbortSignal): Promise<Reaction> => {
    const peer = peers.get(address);
    if (peer === undefined) throw Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: "ECONNREFUSED" });
    const reaction = peer();
    await clock.sleep(reaction.afterMs, signal);
    if (reaction.breaks === true) throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    return reaction;
  };
  return onlySimulated<Network>("network", {
    async http({ url, signal }) {
      const { status = 200, body = "" } = await ask(url, signal);
      return { status, headers: {}, body, truncated: false };
    },
    async connect(address, { signal }) {
      await ask("path" in address ? address.path : `${address.host}:${address.port}`, signal);
      return "";
    },
  });
}
