/**
 * The TCP port: opened at once, or, where nobody stands by who could choose another, as soon as it can be had. A port that somebody else
 * took meanwhile is no reason for an engine not to heal: the socket answers.
 */
import type { Server } from "node:http";
import { messageOf, type Status } from "#core/model";
import { listenOnPort } from "./listen.ts";

/** Often enough that nobody waits for it, seldom enough to cost nothing. */
const tryAgainMs = 1_000;

type Missing = NonNullable<Status["port"]>;

export interface Port {
  /** Of the one that is open; 0 while none is. */
  number(): number;
  /** Why it is not open; undefined once it is. */
  missing(): Missing | undefined;
  /** Resolves once it is open. */
  readonly opened: Promise<void>;
  /** Does not try any more. */
  stop(): void;
}

interface PortMeans {
  readonly host: string;
  readonly port: number;
  /** Whether that error is to be waited out. */
  readonly mayWait: (error: unknown) => boolean;
}

/** Throws `conflict` where it is taken, and that is not to be waited out. */
export async function openPort(server: Server, { host, port, mayWait }: PortMeans): Promise<Port> {
  const opened = Promise.withResolvers<void>();
  let number = 0;
  let missing: Missing | undefined;
  let next: NodeJS.Timeout | undefined;
  let isStopped = false;
  const open = async (): Promise<void> => {
    number = await listenOnPort(server, host, port);
    missing = undefined;
    opened.resolve();
  };
  const again = (): void => {
    if (isStopped) return;
    next = setTimeout(() => void open().catch(again), tryAgainMs).unref();
  };
  await open().catch((error: unknown) => {
    if (!mayWait(error)) throw error;
    missing = { state: "waiting", host, port, reason: messageOf(error), since: new Date().toISOString() };
    again();
  });
  return {
    number: () => number,
    missing: () => missing,
    opened: opened.promise,
    stop() {
      isStopped = true;
      clearTimeout(next);
    },
  };
}
