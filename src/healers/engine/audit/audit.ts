/** The log looked through by stretches, and proved whole in a process apart: of a long one that takes longer than the loop may wait. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LogReader } from "#core/log/read";
import { type AuditFacade, messageOf, type VerificationView } from "#core/model";
import type { Platform } from "#core/platform";
import { storeName } from "../record/index.ts";

const program = fileURLToPath(new URL("./main.ts", import.meta.url));
/** A hundred problems, each a sentence. */
const mostOutputBytes = 262_144;

export interface AuditMeans {
  readonly platform: Pick<Platform, "clock" | "processes">;
  readonly reader: LogReader;
  readonly dataDir: string;
}

type Found = Pick<VerificationView, "events" | "heads" | "problems" | "problemCount">;

const nothing: VerificationView = {
  state: "never",
  sentence: "The log has not been verified since the engine started.",
  ...{ startedAt: null, finishedAt: null, events: 0, heads: [], problems: [], problemCount: 0 },
};

/** What is under way ends with `stopping`. */
export function createAudit({ platform, reader, dataDir }: AuditMeans, stopping: AbortSignal): AuditFacade {
  const { clock, processes } = platform;
  // Also while the engine runs on another one beside it.
  const store = join(dataDir, storeName);
  let view = nothing;
  const time = (): string => new Date(clock.now()).toISOString();
  const prove = async (): Promise<Found> => {
    const command = [process.execPath, "--no-warnings", program, store];
    const ran = await processes.run({
      command,
      cwd: "/",
      signal: stopping,
      graceMs: 0,
      maxOutputBytes: mostOutputBytes,
    });
    if (ran.code !== 0) throw new Error(ran.failure ?? `its process ended by ${ran.signal ?? `exit code ${ran.code}`}`);
    return JSON.parse(ran.stdout) as Found;
  };
  const run = (startedAt: string): Promise<VerificationView> =>
    prove().then(
      (found) => ({ ...toldOf(found), startedAt, finishedAt: time() }),
      (error: unknown) => ({
        ...nothing,
        state: "failed",
        sentence: `It could not be found out whether the log is whole: ${messageOf(error)}`,
        ...{ startedAt, finishedAt: time() },
      }),
    );
  return {
    stretch: (query) => reader.stretch(query),
    verification: () => view,
    verify() {
      if (view.state === "running") return view;
      const startedAt = time();
      view = { ...nothing, state: "running", sentence: "Every record of the log is being verified.", startedAt };
      void run(startedAt).then((ended) => {
        view = ended;
      });
      return view;
    },
  };
}

function toldOf({ events, heads, problems, problemCount }: Found): Omit<VerificationView, "startedAt" | "finishedAt"> {
  const [count, found] = [
    `${events} ${events === 1 ? "record" : "records"}`,
    { events, heads, problems, problemCount },
  ];
  return problemCount === 0
    ? { state: "whole", sentence: `The log is whole: ${count}, each chained to the one before.`, ...found }
    : { state: "broken", sentence: `The log is not whole: ${problemCount} problems in ${count}.`, ...found };
}
