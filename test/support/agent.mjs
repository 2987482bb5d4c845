/**
 * A small agent: serves its health, and will not start while its cache is poisoned, its configuration broken, or its environment not
 * built. SIGUSR2 makes it deaf: it accepts, and answers nobody. SIGUSR1 makes its next answer, and no other, a bad one.
 */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const [, , port, folder = "."] = process.argv;
const broken = () => {
  if (existsSync(join(folder, "cache", "poison"))) return "the cache is poisoned";
  if (!readFileSync(join(folder, "agent.yaml"), "utf8").startsWith("model:")) return "the configuration is broken";
  if (!existsSync(join(folder, "environment", "ready"))) return "the environment is not built";
  return undefined;
};
const reason = broken();
if (reason !== undefined) {
  console.error(reason);
  process.exit(1);
}
mkdirSync(join(folder, "cache"), { recursive: true });
let deaf = false;
process.on("SIGUSR2", () => {
  deaf = true;
});
let stumbles = false;
process.on("SIGUSR1", () => {
  stumbles = true;
});
createServer((_request, response) => {
  if (deaf) return;
  response.statusCode = stumbles ? 503 : 200;
  stumbles = false;
  response.end(String(process.pid));
}).listen(Number(port), "127.0.0.1");
