/**
 * Ports for servers that a test starts in a moment. The kernel takes the ports of outgoing connections from 32768 upwards, so that one of
 * those that was free just now may be somebody's before the server listens; below, nobody takes one unasked.
 */
import { randomInt } from "node:crypto";
import { createServer } from "node:net";

const lowest = 10_000;
const beyond = 32_000;
/** This process's own, whether they are listened on yet or not. */
const given = new Set<number>();

/** A port on 127.0.0.1 that nobody listens on, and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, beyond);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
