/** Finds ports that are free. Between the look and the use somebody else may take one; then the service says so. */
import { createServer } from "node:net";

const host = "127.0.0.1";

/** The wanted port if it is free, else another one. `except` are ports that are already spoken for. */
export async function freePort(wanted: number, except: readonly number[] = []): Promise<number> {
  const port = except.includes(wanted) ? undefined : await tryPort(wanted);
  if (port !== undefined) return port;
  for (let attempt = 0; attempt < 20; attempt++) {
    const other = await tryPort(0);
    if (other !== undefined && !except.includes(other)) return other;
  }
  throw new Error(`no port is free on ${host}`);
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
