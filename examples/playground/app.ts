/**
 * A little application over a SQLite database, to be watched and to be broken: `node app.ts PORT DATABASE LOG`.
 *
 * Once a second it adds an order to its database and a line to its log. `/` answers with the number of orders, and with
 * status 500 when the database cannot be read.
 */
import { appendFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:http";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";

const everyMs = 1_000;
const [, , port = "", databaseFile = "app.db", logFile = "app.log"] = process.argv;

for (const file of [databaseFile, logFile]) mkdirSync(dirname(file), { recursive: true });
const database = new DatabaseSync(databaseFile);
database.exec("PRAGMA journal_mode = WAL");
database.exec("PRAGMA busy_timeout = 1000");
database.exec("CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, takenAt TEXT NOT NULL, item TEXT NOT NULL)");
const insert = database.prepare("INSERT INTO orders (takenAt, item) VALUES (?, ?)");
const count = database.prepare("SELECT count(*) AS orders, max(takenAt) AS newest FROM orders");
const items = ["bread", "salt", "olives", "wine"];

function log(level: "info" | "error", text: string): void {
  appendFileSync(logFile, `${new Date().toISOString()} ${level} ${text}\n`);
}

function takeOrder(): void {
  const item = items[Math.floor(Math.random() * items.length)] ?? "bread";
  try {
    const { lastInsertRowid } = insert.run(new Date().toISOString(), item);
    log("info", `order ${lastInsertRowid}: ${item}`);
  } catch (error) {
    log("error", `no order taken: ${error instanceof Error ? error.message : error}`);
  }
}

const server = createServer((_request, response) => {
  try {
    const body = JSON.stringify({ ...count.get(), pid: process.pid });
    response.writeHead(200, { "content-type": "application/json" }).end(`${body}\n`);
  } catch (error) {
    log("error", `no answer: ${error instanceof Error ? error.message : error}`);
    response.writeHead(500).end();
  }
});

const work = setInterval(takeOrder, everyMs);
server.on("error", (error) => {
  log("error", `port ${port}: ${error.message}`);
  clearInterval(work);
  process.exitCode = 1;
});
server.listen(Number(port), "127.0.0.1", () => log("info", `process ${process.pid} answers on port ${port}`));

process.once("SIGTERM", () => {
  clearInterval(work);
  database.close();
  log("info", `process ${process.pid} ends`);
  process.exit(0);
});
