/**
 * A little web service, to be watched and to be broken: `node web.ts PORT`.
 *
 * `/` answers with its pid. Two more paths break it by hand, until it is started again:
 * `/slow?ms=600` makes every later answer take that long, and `/hang` leaves every later request without an answer,
 * although the port goes on accepting connections.
 */
import { createServer, type ServerResponse } from "node:http";

const longestDelayMs = 60_000;
const port = Number(process.argv[2]);
const startedAt = Date.now();
let delayMs = 0;
let hangs = false;

function answer(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

const server = createServer((request, response) => {
  if (hangs) return;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (pathname === "/hang") {
    hangs = true;
    answer(response, `Process ${process.pid} hangs from now on.`);
  } else if (pathname === "/slow") {
    delayMs = Math.min(longestDelayMs, Math.max(0, Number(searchParams.get("ms") ?? 600) || 0));
    answer(response, `Process ${process.pid} takes ${delayMs} ms for each answer from now on.`);
  } else if (pathname === "/") {
    const upSeconds = Math.round((Date.now() - startedAt) / 1_000);
    setTimeout(() => answer(response, `Hello from process ${process.pid}, up for ${upSeconds} s.`), delayMs);
  } else {
    response.writeHead(404).end();
  }
});

server.on("error", (error) => {
  console.error(`web: ${error.message}`);
  process.exitCode = 1;
});
server.listen(port, "127.0.0.1", () => console.log(`web: process ${process.pid} answers on port ${port}`));
process.once("SIGTERM", () => process.exit(0));
