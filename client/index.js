// @ts-check
/**
 * Sends an orchestrator's outputs through a gate of Chiron's. It never throws, never waits longer than it was told to, holds no more than it
 * was told to, and keeps no process alive: whether Chiron is there, slow, or answers nonsense is not the orchestrator's trouble. What could
 * not be sent is counted. Plain JavaScript of Node's own modules, so that it runs wherever Node 18 does.
 */
import { Agent, request as requestHttp } from "node:http";
import { request as requestHttps, Agent as SecureAgent } from "node:https";

const defaults = { timeoutMs: 2_000, maxQueued: 1_000, maxQueuedBytes: 16_777_216, maxAgeMs: 60_000, concurrency: 4 };
const longestAnswer = 4_194_304;
const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** Errors before anything was sent: to send it later cannot count it twice. */
const unsent = new Set(["ECONNREFUSED", "ENOENT", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EMFILE"]);
const statuses = new Set(["valid", "degraded", "violation"]);

/** @typedef {import("./index.d.ts").GateResult} GateResult */
/** @typedef {import("./index.d.ts").GateClientOptions} GateClientOptions */
/** @typedef {{ path: string, body: string, bytes: number, since: number, done: (result: GateResult | null) => void }} Item */

/** @type {typeof import("./index.d.ts").createGateClient} */
export function createGateClient(options) {
  return new GateClient(options);
}

class GateClient {
  /** @param {GateClientOptions} options */
  constructor(options) {
    const { url, socket, token } = options;
    const limits = { ...defaults, ...withoutUndefined(options) };
    this.limits = limits;
    this.token = token;
    this.target = targetOf(url, socket, limits.concurrency);
    /** @type {Item[]} */
    this.queue = [];
    this.queuedBytes = 0;
    this.inFlight = 0;
    this.pauseMs = 0;
    /** @type {NodeJS.Timeout | undefined} */
    this.pause = undefined;
    this.closed = false;
    this.counts = { sent: 0, answered: 0, refused: 0, failed: 0, dropped: 0 };
    /** @type {Set<() => void>} */
    this.idle = new Set();
    /** @type {Set<() => void>} */
    this.underWay = new Set();
  }

  /**
   * @param {string} gate
   * @param {unknown} output
   * @param {import("./index.d.ts").OutputFacts} [facts]
   * @returns {void}
   */
  send(gate, output, facts) {
    this.add(gate, output, facts, () => {});
  }

  /**
   * @param {string} gate
   * @param {unknown} output
   * @param {import("./index.d.ts").OutputFacts} [facts]
   * @returns {Promise<GateResult | null>}
   */
  check(gate, output, facts) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), this.limits.timeoutMs);
      this.add(gate, output, facts, (result) => {
        clearTimeout(timer);
        resolve(result);
      });
    });
  }

  stats() {
    return { ...this.counts, queued: this.queue.length + this.inFlight };
  }

  /** @param {{ withinMs?: number }} [how] */
  async close({ withinMs = this.limits.timeoutMs } = {}) {
    if (!this.closed && this.queue.length + this.inFlight > 0) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, withinMs);
        this.idle.add(() => {
          clearTimeout(timer);
          resolve(undefined);
        });
      });
    }
    this.closed = true;
    clearTimeout(this.pause);
    for (const item of this.queue.splice(0)) this.drop(item);
    this.queuedBytes = 0;
    for (const giveUp of [...this.underWay]) giveUp();
    this.target?.agent.destroy();
  }

  /**
   * @param {string} gate
   * @param {unknown} output
   * @param {import("./index.d.ts").OutputFacts | undefined} facts
   * @param {(result: GateResult | null) => void} done
   */
  add(gate, output, facts, done) {
    const { maxQueued, maxQueuedBytes } = this.limits;
    const isFull = () => this.queue.length >= maxQueued || this.queuedBytes >= maxQueuedBytes;
    const body = this.closed || this.target === undefined || isFull() ? undefined : bodyOf(output, facts);
    if (body === undefined) {
      this.counts.dropped += 1;
      return done(null);
    }
    const bytes = Buffer.byteLength(body);
    this.queue.push({ path: `/v1/gates/${encodeURIComponent(String(gate))}/checks`, body, bytes, since: now(), done });
    this.queuedBytes += bytes;
    this.next();
  }

  next() {
    while (this.pause === undefined && this.inFlight < this.limits.concurrency) {
      const item = this.queue.shift();
      if (item === undefined) break;
      this.queuedBytes -= item.bytes;
      if (now() - item.since > this.limits.maxAgeMs) this.drop(item);
      else this.exchange(item);
    }
    if (this.queue.length + this.inFlight > 0) return;
    for (const tell of this.idle) tell();
    this.idle.clear();
  }

  /** @param {Item} item */
  exchange(item) {
    this.inFlight += 1;
    let isOver = false;
    /** @param {(item: Item) => void} how */
    const end = (how) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      this.underWay.delete(giveUp);
      this.inFlight -= 1;
      how(item);
      this.next();
    };
    const giveUp = () => {
      end(() => this.fail(item));
      asked?.destroy();
    };
    const timer = setTimeout(giveUp, this.limits.timeoutMs);
    timer.unref();
    this.underWay.add(giveUp);
    /** @type {import("node:http").ClientRequest | undefined} */
    let asked;
    try {
      asked = this.ask(item, (status, text) => end(() => this.answered(item, status, text)));
      asked.on("error", (error) => {
        const code = /** @type {{ code?: string }} */ (error).code ?? "";
        end(() => (unsent.has(code) ? this.later(item) : this.fail(item)));
      });
      asked.end(item.body);
    } catch {
      end(() => this.fail(item));
    }
  }

  /**
   * @param {Item} item
   * @param {(status: number, text: string) => void} answer
   */
  ask({ path, bytes }, answer) {
    const { target, token } = this;
    if (target === undefined) throw new Error("no address");
    const headers = {
      "content-type": "application/json",
      "content-length": bytes,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    const { send, agent, prefix, ...where } = target;
    this.counts.sent += 1;
    return send({ ...where, agent, method: "POST", path: prefix + path, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => {
        text += part;
        if (text.length > longestAnswer) response.destroy(new Error("the answer is too long"));
      });
      response.on("end", () => answer(response.statusCode ?? 0, text));
      response.on("error", () => answer(0, ""));
    }).on("socket", (socket) => void socket.unref());
  }

  /**
   * @param {Item} item
   * @param {number} status
   * @param {string} text
   */
  answered(item, status, text) {
    if (status === 429 || status === 503) return this.later(item);
    const result = status === 200 ? resultOf(text) : undefined;
    if (result === undefined) {
      if (status >= 400 && status < 500) {
        this.counts.refused += 1;
        return item.done(null);
      }
      return this.fail(item);
    }
    this.pauseMs = 0;
    this.counts.answered += 1;
    item.done(result);
  }

  /** @param {Item} item */
  later(item) {
    if (this.closed || this.queue.length >= this.limits.maxQueued) this.drop(item);
    else {
      this.queue.unshift(item);
      this.queuedBytes += item.bytes;
    }
    if (this.pause !== undefined || this.closed) return;
    this.pauseMs = Math.min(longestPauseMs, this.pauseMs === 0 ? firstPauseMs : this.pauseMs * 2);
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.next();
    }, this.pauseMs);
    this.pause.unref();
  }

  /** @param {Item} item */
  fail(item) {
    this.counts.failed += 1;
    item.done(null);
  }

  /** @param {Item} item */
  drop(item) {
    this.counts.dropped += 1;
    item.done(null);
  }
}

/**
 * @param {string | undefined} url
 * @param {string | undefined} socket
 * @param {number} maxSockets
 */
function targetOf(url, socket, maxSockets) {
  const kept = { keepAlive: true, maxSockets };
  if (socket !== undefined) return { socketPath: socket, prefix: "", send: requestHttp, agent: new Agent(kept) };
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(url);
  const where = { host: hostname.replace(/^\[|\]$/g, ""), port, prefix: pathname.replace(/\/+$/, "") };
  if (protocol === "https:") return { ...where, send: requestHttps, agent: new SecureAgent(kept) };
  return protocol === "http:" ? { ...where, send: requestHttp, agent: new Agent(kept) } : undefined;
}

/**
 * What cannot be written as JSON (a circle, a getter that throws) is dropped.
 * @param {unknown} output
 * @param {import("./index.d.ts").OutputFacts | undefined} facts
 */
function bodyOf(output, facts) {
  try {
    const { format, session, step, chain, transient, broadcast, from } = facts ?? {};
    const body = JSON.stringify({ output, format, session, step, chain, transient, broadcast, from });
    return output === undefined || body === undefined ? undefined : body;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} text
 * @returns {GateResult | undefined}
 */
function resultOf(text) {
  try {
    const result = JSON.parse(text);
    return statuses.has(result?.status) && Array.isArray(result.findings) ? result : undefined;
  } catch {
    return undefined;
  }
}

/** @param {object} given */
function withoutUndefined(given) {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function now() {
  return performance.now();
}
