/**
 * Whether a process still shows that it is at work: by touching a file, by a call to Chiron's API, or by a line on the pipe that it
 * was given as descriptor 3. A process that is there and shows nothing is wedged, or stopped, or only pretends.
 *
 * Values: `beating` (it has shown something within `limit`, and since it was started), `silent` (it has not, and should have),
 * `beaten` (at least once in this life), `silentMs` (since it was heard last, or began), and with a process `pid`.
 *
 * Silence is measured by our own monotonic clock from the look that saw a beat, so that neither a step of the wall clock nor a
 * timestamp that the process makes up tells anything. A watcher that was away itself (stopped, or starved) knows nothing of that
 * time, and begins its count anew.
 */
import { z } from "zod";
import { defineProbe, duration, messageOf, type ProbeAnswer, type ProbeContext, type Target } from "#core/model";

const schema = z
  .strictObject({
    path: z.string().min(1).max(4_096).optional().meta({ path: true, description: "A file that it touches" }),
    http: z.literal(true).optional().describe("It calls POST /v1/kernels/ID/beat"),
    pipe: z.literal(true).optional().describe("It writes a line to its descriptor 3; only for a direct supervisor"),
    limit: duration.default(30_000).describe("It is silent when it has shown nothing for longer"),
    first: duration.default(60_000).describe("How long it may take to its first beat after it was started"),
  })
  .refine(
    ({ path, http, pipe }) => [path, http, pipe].filter((one) => one !== undefined).length === 1,
    "must say by exactly one of path, http or pipe how it beats",
  );
type Options = z.output<typeof schema>;

/** What a pipe holds at most, unless somebody made it larger (pipe(7)). */
const pipeBytes = 65_536;
/** Looks that are this far apart, and farther than half the limit, were not ours to take. */
const gapMs = 5_000;

interface Life {
  readonly pid: number | null;
  readonly startTicks: number | null;
  /** Monotonic. */
  heardAt: number;
  lookedAt: number;
  beaten: boolean;
  /** What the last look found; another one is a beat. */
  mark: string;
}

export const heartbeatProbe = defineProbe({
  name: "heartbeat",
  summary: "Looks whether a process still shows that it is at work: a file touched, a call, a line on a pipe",
  schema,
  defaults: { everyMs: 1_000, deadlineMs: 5_000 },
  async poll(target, options, context): Promise<ProbeAnswer> {
    try {
      const mark = await markOf(target, options, context);
      const { process, startedAt } = context.services.look(target.id);
      const now = context.clock.monotonic();
      const life = lifeOf(context, process, mark, now);
      if (now - life.lookedAt > Math.max(gapMs, options.limit / 2)) life.heardAt = now;
      if (mark.value !== life.mark || isOfThisLife(mark, startedAt, life)) {
        life.heardAt = now;
        life.beaten = true;
      }
      life.mark = mark.value;
      life.lookedAt = now;
      return { available: true, values: valuesOf(life, options, now) };
    } catch (error) {
      return { available: false, values: {}, error: messageOf(error) };
    }
  },
});

function valuesOf({ heardAt, beaten, pid }: Life, { limit, first }: Options, now: number) {
  const silentMs = Math.max(0, Math.round(now - heardAt));
  const silent = silentMs > (beaten ? limit : Math.max(first, limit));
  const beating = beaten && !silent;
  return { beating, silent, beaten, silentMs, ...(pid === null ? {} : { pid }) };
}

interface Mark {
  readonly value: string;
  /** When it was made, by the wall clock; only where that is known. */
  readonly at?: number;
}

/** A file that was touched after the process was started was touched by it, also when nobody looked at that moment. */
function isOfThisLife({ at }: Mark, startedAt: number | null, { beaten }: Life): boolean {
  return !beaten && at !== undefined && startedAt !== null && at > startedAt;
}

/** Another process is another life: what its predecessor showed does not speak for it. */
function lifeOf(
  { memory }: ProbeContext,
  process: { readonly pid: number; readonly startTicks: number } | null,
  mark: Mark,
  now: number,
): Life {
  const known = memory.get("life") as Life | undefined;
  const pid = process?.pid ?? null;
  const startTicks = process?.startTicks ?? null;
  if (known !== undefined && known.pid === pid && known.startTicks === startTicks) return known;
  const life: Life = { pid, startTicks, heardAt: now, lookedAt: now, beaten: false, mark: mark.value };
  memory.set("life", life);
  return life;
}

async function markOf(target: Target, { path, http }: Options, context: ProbeContext): Promise<Mark> {
  if (path !== undefined) return markOfFile(path, context);
  if (http === true) return { value: String(context.beats.count(target.id)) };
  return markOfPipe(target, context);
}

async function markOfFile(path: string, { files }: ProbeContext): Promise<Mark> {
  const stat = await files.stat(path, { follow: true });
  if (stat === undefined) return { value: "" };
  return { value: `${stat.inode}:${stat.modifiedAt}:${stat.size}`, at: stat.modifiedAt };
}

/** What was read is gone from the pipe, so the lines are counted. */
async function markOfPipe({ supervisor }: Target, { files, memory }: ProbeContext): Promise<Mark> {
  if (supervisor?.kind !== "direct" || supervisor.beatPipe === undefined)
    throw new Error("only a process that Chiron starts itself has a pipe to it");
  const before = (memory.get("lines") as number | undefined) ?? 0;
  // It is made with the first start.
  if ((await files.stat(supervisor.beatPipe)) === undefined) return { value: String(before) };
  const lines = before + (await files.readPipe(supervisor.beatPipe, pipeBytes)).split("\n").length - 1;
  memory.set("lines", lines);
  return { value: String(lines) };
}
