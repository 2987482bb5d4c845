/** What every command is given: where to look, whom to ask, where to print. */
import { ChironError } from "#core/model/plain";
import { type Address, type Client, createClient } from "./client.ts";
import { dataDirOf, socketOf } from "./places.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** The options that stand before or after any command. */
export interface GlobalOptions {
  readonly config: string;
  readonly dataDir?: string;
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

export interface Context {
  readonly terminal: Terminal;
  readonly wantsJson: boolean;
  readonly configFile: string;
  readonly dataDir: string;
  /** Speaks to an engine elsewhere: nothing on this machine says anything about it. */
  readonly isRemote: boolean;
  readonly ask: Client;
}

export function createContext(options: GlobalOptions): Context {
  const dataDir = dataDirOf(options.dataDir, process.env);
  return {
    terminal: createTerminal({
      color: options.color,
      environment: process.env,
      output: process.stdout,
      errors: process.stderr,
    }),
    wantsJson: options.json === true,
    configFile: options.config,
    dataDir,
    isRemote: options.url !== undefined,
    ask: createClient(addressOf(options, dataDir)),
  };
}

function addressOf({ url, token }: GlobalOptions, dataDir: string): Address {
  if (url === undefined) return { socket: socketOf(dataDir) };
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new ChironError("bad_request", `--url ${url} is not an address`, {
      help: "It is written like http://127.0.0.1:7717.",
    });
  }
  return { url, token };
}

/** Turns a command's work into what the parser calls; the number is the exit code. */
export type Run = <A extends readonly unknown[]>(
  work: (context: Context, ...args: A) => Promise<number>,
) => (...args: A) => Promise<void>;
