/** What may be said on the command line of start.ts. */
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

export const projectRoot = resolve(import.meta.dirname, "../../..");

export const usage = `The playground: little services that Chiron watches, for you to break.

  npm start -- [options]

  --port N       where Chiron answers       (default 7717; 0 takes a free port)
  --web-port N   where the service web does (default 8170)
  --app-port N   where the service app does (default 8171)
  --folder DIR   where it all runs          (default .chiron/playground)
  --help         this page
`;

export interface Options {
  readonly help: boolean;
  readonly folder: string;
  readonly chironPort: number;
  readonly webPort: number;
  readonly appPort: number;
}

/** Throws an error whose message is for people when something in it cannot be understood. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: "string", default: "7717" },
      "web-port": { type: "string", default: "8170" },
      "app-port": { type: "string", default: "8171" },
      folder: { type: "string", default: join(projectRoot, ".chiron/playground") },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  return {
    help: values.help,
    folder: resolve(values.folder),
    chironPort: portFrom("--port", values.port),
    webPort: portFrom("--web-port", values["web-port"]),
    appPort: portFrom("--app-port", values["app-port"]),
  };
}

function portFrom(name: string, text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Error(`${name} ${text} is not a port: a number from 1 to 65535, or 0 for a free one`);
}
