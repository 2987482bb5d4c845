/** The network, by sockets. */
import type { Network } from "../../index.ts";
import { openConnection } from "./connect.ts";
import { HttpClient } from "./http-client.ts";

export interface RealNetwork extends Network {
  /** Closes the kept connections, and those that wait for an answer. */
  close(): void;
}

export function createRealNetwork(): RealNetwork {
  const client = new HttpClient();
  return {
    http: (request) => client.request(request),
    connect: openConnection,
    close: () => client.close(),
  };
}
