/** Where this engine is reached: written down for whoever looks for it, and again once a port that was missing is open. */
import { messageOf, type Settings, type Status } from "#core/model";
import type { RealPlatform } from "#core/platform/real";
import type { Api } from "#surface/api";
import type { Engine } from "./engine.ts";
import { removeEngineRecord, writeEngineRecord } from "./record/index.ts";
import { portIncident, selfTarget } from "./self.ts";

interface Means {
  readonly dataDir: string;
  readonly platform: RealPlatform;
  readonly settings: Pick<Settings, "targets" | "file">;
  readonly say: (line: string) => void;
}

export interface Reached {
  /** Of a port that is not open; asked before there is an API, too. */
  missing(): Status["port"];
  at(api: Api): void;
  /** The engine has started. A human hears of a port that is missing, and of its end. */
  follow(engine: Engine): void;
  remove(): void;
}

export function createReached({ dataDir, platform, settings, say }: Means): Reached {
  const { processes, clock } = platform;
  const { file: config, targets } = settings;
  const record = { process: processes.self, startedAt: clock.now(), targets: targets.length, config };
  let api: Api | undefined;
  let isOver = false;
  const write = (): void => {
    try {
      writeEngineRecord(dataDir, { ...record, address: api?.address ?? "" });
    } catch (error) {
      // Where nothing can be written the engine is found by its port.
      say(`warning: ${messageOf(error)}`);
    }
  };
  const missing = () => api?.portMissing();
  return {
    missing,
    at(opened) {
      api = opened;
      write();
      const why = missing();
      if (why === undefined) return;
      say(`warning: ${why.reason}; the socket answers, and the port is taken as soon as it can be had`);
      void api.portOpened.then(() => {
        if (isOver) return;
        say(`the port is open: ${api?.address}`);
        write();
      });
    },
    follow(engine) {
      const stands = engine.state.byFingerprint(`${portIncident}@${selfTarget}`) !== undefined;
      if (api === undefined || (missing() === undefined && !stands)) return;
      const means = { api, engine, platform, dataDir, isOver: () => isOver };
      import("./port-missing.ts")
        .then(({ followPort }) => followPort(means))
        .catch((error: unknown) => say(`error: nobody is told of the port: ${messageOf(error)}`));
    },
    remove() {
      isOver = true;
      removeEngineRecord(dataDir, record);
    },
  };
}
