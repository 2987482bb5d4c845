/**
 * Stands in for OpenClaw 2026.9 at its border, as measured with the real one: what its gateway answers over HTTP, and how `gateway
 * status` and `gateway restart` print and exit. In its state folder: `openclaw.json` with the port, `gateway.pid`, `restarts` (one
 * line each). SIGUSR1 wedges the gateway until a restart: "http" in the file `wedge` silences everything, "rpc" its own protocol
 * only. The file `slow` makes the restart command give up waiting, as it does with exit code 2.
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const state = process.env.OPENCLAW_STATE_DIR ?? "";
const at = (name) => join(state, name);
const { port } = JSON.parse(readFileSync(at("openclaw.json"), "utf8")).gateway;
const [, , area, command, ...options] = process.argv;
const say = (value) => console.log(JSON.stringify(value, null, 2));

function serve() {
  let wedged = "";
  process.title = "openclaw-gateway";
  writeFileSync(at("gateway.pid"), String(process.pid));
  process.on("SIGUSR1", () => {
    wedged = readFileSync(at("wedge"), "utf8");
  });
  process.on("SIGUSR2", () => {
    wedged = "";
    appendFileSync(at("restarts"), `${process.pid}\n`);
  });
  createServer(({ url }, response) => {
    if (wedged === "http" || (wedged === "rpc" && url === "/rpc")) return;
    const answers = {
      "/healthz": { ok: true, status: "live" },
      "/readyz": { ready: true, failing: [], uptimeMs: Math.round(process.uptime() * 1_000) },
      "/rpc": { version: "2026.9.6" },
    };
    response.statusCode = url in answers ? 200 : 404;
    response.end(JSON.stringify(answers[url] ?? {}));
  }).listen(port, "127.0.0.1");
}

/** Its protocol is a WebSocket; what matters here is whether somebody answers. */
function rpc(timeoutMs) {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/rpc", agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      resolve({ ok: true, kind: "connect" });
    });
    request.on("timeout", () => request.destroy(new Error("timeout")));
    request.on("error", ({ message }) =>
      resolve({ ok: false, kind: "connect", connectFailure: { kind: "unreachable" }, error: message }),
    );
  });
}

/** Exits with 0 whatever it finds, unless it is asked to be strict. */
async function status() {
  const timeout = Number(options[options.indexOf("--timeout") + 1] || 3_000);
  const answer = await rpc(timeout);
  const busy = answer.ok || answer.error === "timeout";
  say({
    cli: { version: "2026.9.6" },
    service: { label: "systemd", loaded: false, runtime: { status: "unknown" } },
    gateway: { bindHost: "127.0.0.1", port, version: answer.ok ? "2026.9.6" : null },
    port: { port, status: busy ? "busy" : "free", listeners: [] },
    rpc: answer,
  });
  if (options.includes("--require-rpc") && !answer.ok) process.exitCode = 1;
}

/** One in the foreground is asked to restart inside of its process; one that is gone cannot be brought back. */
async function restart() {
  const pid = existsSync(at("gateway.pid")) ? Number(readFileSync(at("gateway.pid"), "utf8")) : 0;
  try {
    if (pid > 1) process.kill(pid, 0);
    if (pid <= 1) throw new Error("no gateway");
  } catch {
    say({ action: "restart", ok: false, error: "Gateway restart failed: Error: no gateway and no service was found." });
    process.exitCode = 1;
    return;
  }
  process.kill(pid, "SIGUSR2");
  if (existsSync(at("slow"))) {
    say({ action: "restart", ok: false, result: "still-starting", message: "The gateway is still starting." });
    process.exitCode = 2;
    return;
  }
  while (!(await rpc(500)).ok) await sleep(50);
  const message = `Gateway restart request sent to foreground process on port ${port}: ${pid}.`;
  say({ action: "restart", ok: true, result: "restarted", message });
}

if (area !== "gateway") throw new Error(`unknown area ${area}`);
if (command === "run") serve();
else if (command === "status") await status();
else if (command === "restart") await restart();
else throw new Error(`unknown command ${command}`);
