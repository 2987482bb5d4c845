/** A page of somebody else, on a port of its own: what it tries against the engine is done by a real browser. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

/** Returns the port; the page is there under 127.0.0.1 and localhost alike. */
export async function startStranger(t: TestContext, html: string): Promise<number> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
