/** Looks again, in case it was nothing, before a human or a stronger means is called. */
import { z } from "zod";
import { type ActionContext, type ActionResult, defineAction, duration, formatDuration } from "#core/model";
import { lookAtOurselves } from "../isolation.ts";
import { failed, succeeded } from "../result.ts";

const longestPauseMs = 3_600_000;

const tries = z.number().int().min(1).max(20);
// The plan keeps the time as milliseconds and is checked by the same schema once more.
const pause = z.union([duration, z.number()]).refine((ms) => ms >= 0 && ms <= longestPauseMs, "is longer than an hour");
const growth = z.number().min(1).max(10);

const schema = z.strictObject({
  tries: tries.default(3).describe("How often to look"),
  pause: pause.default(30_000).describe("How long to wait before each look: 30s"),
  growth: growth.default(1).describe("Each pause is so many times as long as the one before"),
  instead: z
    .strictObject({ tries: tries.optional(), pause: pause.optional(), growth: growth.optional() })
    .optional()
    .describe("What the target's owner wants instead: $target.settings.retry?"),
});
type Input = z.output<typeof schema>;
type Pace = Omit<Input, "instead">;

export const probeRetry = defineAction({
  name: "probe.retry",
  summary:
    "Looks several times whether the trouble is over, and fails when it is not, saying whether this machine may be cut off",
  schema,
  risk: "low",
  idempotent: true,
  changesNothing: true,
  dryRun: async (asked) => {
    const input = paceOf(asked);
    const times = input.tries === 1 ? "once more" : `up to ${input.tries} times`;
    return `Would look ${times}, after ${pausesOf(input).map(formatDuration).join(", ")}, and change nothing.`;
  },
  async run(asked, context) {
    const input = paceOf(asked);
    const { clock, signal } = context;
    const startedAt = clock.monotonic();
    let reason = "";
    for (const [index, pauseMs] of pausesOf(input).entries()) {
      const slept = await clock.sleep(pauseMs, signal).then(
        () => true,
        () => false,
      );
      if (!slept) return failed(`Looking again was broken off after ${formatDuration(clock.monotonic() - startedAt)}`);
      const look = await context.lookAgain();
      if (look.condition === "gone") return succeeded(`It reads good again, at look ${index + 1} of ${input.tries}`);
      reason = look.condition === "unknown" ? `nothing can be told: ${look.reason}` : look.reason;
    }
    return stillThere(input, reason, clock.monotonic() - startedAt, context);
  },
});

function paceOf({ instead, ...own }: Input): Pace {
  return {
    tries: instead?.tries ?? own.tries,
    pause: instead?.pause ?? own.pause,
    growth: instead?.growth ?? own.growth,
  };
}

function pausesOf({ tries, pause, growth }: Pace): readonly number[] {
  return Array.from({ length: tries }, (_, index) => Math.min(pause * growth ** index, longestPauseMs));
}

async function stillThere(
  { tries }: Input,
  reason: string,
  tookMs: number,
  context: ActionContext,
): Promise<ActionResult> {
  const looked = `Still there after ${tries === 1 ? "1 more look" : `${tries} more looks`} in ${formatDuration(tookMs)} (${reason.slice(0, 150)})`;
  const { overNetwork, says } = await lookAtOurselves(context);
  return failed(overNetwork ? `${looked}. ${says}` : looked);
}
