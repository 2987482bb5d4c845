/** The engine, and the port that it needs. */
import { createServer } from "node:net";
import type { Settings, Status } from "#core/model";
import { messageOf } from "#core/model/plain";
import type { Context } from "../context.ts";
import { findEngine, withPlatform } from "../engine-process.ts";
import { type Check, fail, ok, warn } from "./check.ts";

interface Seen {
  /** Where the engine that runs on this data folder answers; undefined while none does. */
  readonly address: string | undefined;
  /** Why its port is not open. */
  readonly missing?: string | undefined;
  readonly check: Check;
}

export async function checkEngine({ ask, dataDir }: Context): Promise<Seen> {
  const record = await withPlatform((platform) => findEngine(dataDir, platform));
  if (record === undefined) return { address: undefined, check: warn("engine", "not running", "Start it: chiron up") };
  const { pid } = record.process;
  try {
    const { engine, port } = await ask<Status>({ path: "status", withinMs: 3_000 });
    const lag = engine.loopLagMs === undefined ? "" : `, lag ${engine.loopLagMs.toFixed(1)} ms`;
    return { address: record.address, missing: port?.reason, check: ok("engine", `running, pid ${pid}${lag}`) };
  } catch (error) {
    const advice = `If it stays so: kill ${pid}, then chiron up. Its services go on meanwhile.`;
    return {
      address: record.address,
      check: fail("engine", `pid ${pid} runs and does not answer: ${messageOf(error)}`, advice),
    };
  }
}

const usual: Pick<Settings["api"], "host" | "port"> = { host: "127.0.0.1", port: 7717 };

export async function checkPort(
  settings: Settings | undefined,
  { address: engineAddress, missing }: Pick<Seen, "address" | "missing">,
): Promise<Check> {
  const { host, port } = settings?.api ?? usual;
  if (missing !== undefined)
    return warn(
      "port",
      `${missing}; the engine answers by its socket alone`,
      "End what has it: the engine then takes it.",
    );
  if (engineAddress !== undefined) return ok("port", `the engine answers at ${engineAddress}`);
  if (port === 0) return ok("port", "any free one");
  const trouble = await tryToListen(host, port);
  if (trouble === undefined) return ok("port", `${host}:${port} is free`);
  return fail(
    "port",
    `${host}:${port} cannot be had: ${trouble}`,
    "End what uses it, or choose another with `chiron up --port N`.",
  );
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "EADDRINUSE" ? "another program uses it" : error.message),
    );
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}
