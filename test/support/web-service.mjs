// A little web service: node web-service.mjs PORT [delayMs]. It answers every request with its own pid.
import { createServer } from "node:http";

const [port, delayMs = "0"] = process.argv.slice(2);
createServer((_request, response) => {
  setTimeout(() => response.end(String(process.pid)), Number(delayMs));
}).listen(Number(port), "127.0.0.1");
