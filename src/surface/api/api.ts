/** The API as a whole: opened, asked, closed. */
import type { IncomingMessage } from "node:http";
import { type Actor, ChironError, type EngineFacade, type EventData, messageOf, type Status } from "#core/model";
import {
  createAccess,
  createRateLimit,
  hostRules,
  isLoopback,
  type RateLimits,
  type SessionDesk,
  type TokenStore,
  type Via,
} from "./access/index.ts";
import { createApplication } from "./application.ts";
import { createPerform } from "./commands.ts";
import { closeDoor, createDoor, listenOnSocket } from "./listen.ts";
import { defaultHubLimits, type HubLimits, LiveHub } from "./live/index.ts";
import { openPort, type Port } from "./port.ts";
import { type Readiness, routes } from "./routes/index.ts";
import { upgrade } from "./upgrade.ts";

export interface ApiOptions {
  readonly engine: EngineFacade;
  readonly version: string;
  /** Path of the Unix socket, in a folder that only its owner may enter. */
  readonly socket: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether anybody on this machine may look without a token. Means nothing where others could. */
  readonly anonymousRead: boolean;
  /** Opens a port that other machines reach though it has no TLS, because something in front of it has. */
  readonly allowPlainBind?: boolean;
  /** Further names by which the API may be asked for. */
  readonly hostNames?: readonly string[];
  readonly tokens: TokenStore;
  /** Where those are kept who have signed in with a token. */
  readonly sessionsFile: string;
  /** Folder of the built Workbench; one that is not there says at / how it is made. Absent: none is served. */
  readonly workbench?: string;
  /** Writes down a command that was refused before the engine saw it (`command.refused`). Resolves once that is durable. */
  readonly recordRefusal: (command: string, reason: string, actor: Actor) => Promise<void>;
  /** Writes down that another system's trace took part in an incident (`incident.linked`). */
  readonly recordLink?: (link: EventData["incident.linked"], actor: Actor) => void;
  /** Whether the engine's work loop is at work. */
  readonly readiness: () => Readiness;
  readonly rate?: RateLimits;
  readonly live?: Partial<HubLimits>;
  readonly report?: (error: unknown) => void;
  /** The engine before this one cannot be ended, and still holds the socket: it is replaced. */
  readonly takeOver?: boolean;
  /** Whether, after that error, the socket alone is to answer until the port can be had. Default: it is thrown. */
  readonly portMayWait?: (error: unknown) => boolean;
  /** The disk that it lies on may take nothing now; the port is then all there is. */
  readonly socketMayFail?: boolean;
  readonly say?: (line: string) => void;
}

export interface Api {
  /** http://127.0.0.1:7717; while the port cannot be had, unix:/path/of/the/socket. */
  readonly address: string;
  /** 0 while it cannot be had. */
  readonly port: number;
  /** Why it cannot be had; undefined once it is open. */
  portMissing(): Status["port"];
  /** Resolves once the port is open. */
  readonly portOpened: Promise<void>;
  /** Ends every connection at once, the streams with a word of farewell. */
  close(): Promise<void>;
}

const defaultRate: RateLimits = { perSecond: 100, burst: 600 };
/** The longest path of a Unix socket (sun_path, with its ending NUL). */
const longestSocketPath = 107;

/** Throws `bad_config` when it may not be opened like this, `conflict` when somebody else is there. */
export async function createApi(options: ApiOptions): Promise<Api> {
  checkBind(options);
  const { engine, version, host, readiness } = options;
  const report = options.report ?? ((error: unknown) => process.emitWarning(`API: ${messageOf(error)}`));
  const monotonic = () => performance.now();
  const doors = new WeakMap<object, Via>();
  const via = (request: IncomingMessage): Via => doors.get(request) ?? "network";
  const { tokens, sessionsFile: file, say = (line: string) => process.emitWarning(`API: ${line}`) } = options;
  const access = createAccess({
    tokens,
    sessions: sessionsIn({ tokens, file, say, now: Date.now }),
    hosts: hostRules(host, options.hostNames),
    anonymousRead: options.anonymousRead && isLoopback(host),
    limit: createRateLimit(options.rate ?? defaultRate, monotonic),
    now: Date.now,
  });
  const hub = new LiveHub(engine, { ...defaultHubLimits, ...options.live });
  const perform = createPerform({ engine, recordRefusal: options.recordRefusal, recordLink: options.recordLink });
  const metrics = () => engine.metrics();
  const application = createApplication({
    routes,
    engine,
    version,
    hub,
    perform,
    recordRefusal: options.recordRefusal,
    readiness,
    metrics,
    access,
    via,
    monotonic,
    workbench: options.workbench,
    report,
  });
  const doorOf = (kind: Via) =>
    createDoor({
      onRequest(request, response) {
        doors.set(request, kind);
        application(request, response);
      },
      onUpgrade(request, socket, head) {
        doors.set(request, kind);
        void upgrade({ access, hub, via }, request, socket, head);
      },
    });
  const [local, network] = [doorOf("socket"), doorOf("network")];
  let removeSocket = (): void => undefined;
  let port: Port | undefined;
  const close = async (): Promise<void> => {
    port?.stop();
    hub.close();
    removeSocket();
    await Promise.all([closeDoor(local), closeDoor(network)]);
  };
  try {
    removeSocket = await listenOnSocket(local, options.socket, options.takeOver).catch((error: unknown) => {
      if (options.socketMayFail !== true) throw error;
      options.say?.(`warning: nothing answers at ${options.socket}: ${messageOf(error)}`);
      return () => undefined;
    });
    port = await openPort(network, { host, port: options.port, mayWait: options.portMayWait ?? (() => false) });
    return reachedBy(port, options, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** One desk, made when somebody first comes to it. */
function sessionsIn(means: ConstructorParameters<typeof SessionDesk>[0]): () => Promise<SessionDesk> {
  let desk: Promise<SessionDesk> | undefined;
  return () => {
    desk ??= import("./access/session-desk.ts").then((module) => new module.SessionDesk(means));
    return desk;
  };
}

function reachedBy(port: Port, { host, socket }: ApiOptions, close: Api["close"]): Api {
  return {
    get address() {
      const number = port.number();
      return number === 0 ? `unix:${socket}` : `http://${host.includes(":") ? `[${host}]` : host}:${number}`;
    },
    get port() {
      return port.number();
    },
    portMissing: () => port.missing(),
    portOpened: port.opened,
    close,
  };
}

function checkBind({ host, allowPlainBind, socket }: ApiOptions): void {
  if (!isLoopback(host) && allowPlainBind !== true) {
    throw new ChironError("bad_config", `api.host is ${host}, which other machines reach, and the API has no TLS`, {
      help: "Bind to 127.0.0.1 and go there through SSH, or put a proxy with TLS in front of it and say `insecureBind: true`.",
    });
  }
  if (Buffer.byteLength(socket) > longestSocketPath) {
    throw new ChironError("bad_config", `the path is too long for a Unix socket: ${socket}`, {
      help: "Choose a shorter one with --data-dir.",
    });
  }
}
