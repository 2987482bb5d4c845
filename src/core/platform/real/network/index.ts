/** The network, by sockets. */
import type { Network } from "../../index.ts";
import { openConnection } from "./connect.ts";
import { converse } from "./conversation.ts";
import { HttpClient } from "./http-client.ts";
import { TlsDoor } from "./tls.ts";

export interface RealNetwork extends Network {
  /** Closes the kept connections, and those that wait for an answer. */
  close(): void;
}

export function createRealNetwork(): RealNetwork {
  const door = new TlsDoor();
  const client = new HttpClient(door);
  return {
    http: (request) => client.request(request),
    connect: openConnection,
    converse: (address, options) => converse(address, { ...options, door }),
    close: () => client.close(),
  };
}
