// A service on that database: node shop.mjs PORT STOREPORT [forgets|sulks]. Good (200 and its pid) while the store answers; one that
// sulks stays bad once the store was away, until it is started anew.
import { createServer, get } from "node:http";

const [port, storePort, manner = "forgets"] = process.argv.slice(2);
let sulking = false;

createServer((_request, response) => {
  const answer = (isGood) => {
    if (!isGood && manner === "sulks") sulking = true;
    response.statusCode = isGood && !sulking ? 200 : 503;
    response.end(String(process.pid));
  };
  const asked = get(`http://127.0.0.1:${storePort}/`, { agent: false, timeout: 400 }, (found) => {
    found.resume();
    found.on("end", () => answer(true));
  });
  asked.on("timeout", () => asked.destroy(new Error("late")));
  asked.on("error", () => answer(false));
}).listen(Number(port), "127.0.0.1");
