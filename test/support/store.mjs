// A little database that takes its time to come up: node store.mjs PORT BOOTMS. It answers every request with its own pid.
import { createServer } from "node:http";

const [port, bootMs = "0"] = process.argv.slice(2);
const server = createServer((_request, response) => response.end(String(process.pid)));
setTimeout(() => server.listen(Number(port), "127.0.0.1"), Number(bootMs));
