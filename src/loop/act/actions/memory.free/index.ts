/**
 * Stops the largest process that may be stopped. It is chosen when the step runs, by the rules in `act/memory/protection.ts` and
 * the owner's lists; nothing that was measured becomes part of a command. Between the last look at a process and a signal to it lie
 * microseconds, so that its pid cannot have become another's.
 */
import { z } from "zod";
import {
  type ActionContext,
  type ActionResult,
  type DryRunContext,
  defineAction,
  duration,
  formatDuration,
  size,
} from "#core/model";
import { type Choice, chooseLargest, sayProcess } from "../../memory/index.ts";
import { sizeInWords } from "../quantity.ts";
import { answering, failed, Refusal, saying, succeeded } from "../result.ts";

const killedWithinMs = 5_000;
const lookEveryMs = 50;
/** More of them would make the text longer, not clearer. */
const mostLeftAlone = 5;

const pattern = z
  .strictObject({
    name: z.string().min(1).max(100).optional().describe("The program's name, such as java"),
    unit: z.string().min(1).max(250).optional().describe("Its systemd unit, such as batch.service"),
    match: z.string().min(3).max(1_000).optional().describe("A text that its command line contains"),
  })
  .refine((one) => Object.values(one).some((value) => value !== undefined), "names nothing");

const schema = z.strictObject({
  candidates: z
    .strictObject({
      allow: z
        .array(pattern)
        .max(100)
        .optional()
        .describe("Only these may be stopped. Default: all that are not protected"),
      deny: z.array(pattern).max(100).default([]).describe("These may never be stopped"),
      atLeast: size.default(64_000_000).describe("What a process must use for its end to be worth it"),
    })
    .prefault({})
    .describe("Which processes may be stopped: $target.settings.memoryFree"),
  // The plan keeps it as milliseconds and is checked by the same schema once more.
  grace: z
    .union([duration, z.number().nonnegative()])
    .default(10_000)
    .describe("How long it may take to end by itself after SIGTERM, before SIGKILL"),
});
type Input = z.output<typeof schema>;
type Chosen = NonNullable<Choice["chosen"]>;

export const memoryFree = defineAction({
  name: "memory.free",
  summary: "Stops the largest process that is neither critical, nor Chiron's, nor a human's: SIGTERM, grace, SIGKILL",
  schema,
  risk: "high",
  idempotent: false,
  dryRun: (input, context) =>
    saying(async () => {
      const choice = await choose(input, context);
      const { user } = requireChosen(choice);
      const uses = `it uses ${sizeInWords(user.residentBytes)}, more than any other that may be stopped`;
      return `Would send SIGTERM to ${sayProcess(user)}, and SIGKILL after ${formatDuration(input.grace)}: ${uses}.${sayLeftAlone(choice)}`;
    }),
  run: (input, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before anything was chosen");
      const choice = await choose(input, context);
      return end(requireChosen(choice), input.grace, context);
    }),
});

/** A critical target whose process nobody knows could be any process. */
function choose({ candidates }: Input, { files, processes, watched }: DryRunContext): Promise<Choice> {
  const known = watched();
  const unknown = known.filter(({ process, isProtected }) => isProtected && process === null);
  if (unknown.length > 0 && candidates.allow === undefined) {
    const names = unknown.map(({ target }) => target).join(", ");
    throw new Refusal(
      `it is not known which process ${names} is; declare a process probe for it, or list under settings.memoryFree.allow what may be stopped`,
    );
  }
  const { allow, deny, atLeast } = candidates;
  return chooseLargest({ allow, deny, leastBytes: atLeast }, { files, processes, watched: known });
}

function requireChosen(choice: Choice): Chosen {
  if (choice.chosen !== undefined) return choice.chosen;
  throw new Refusal(`there is no process that may be stopped and is worth it.${sayLeftAlone(choice)}`);
}

function sayLeftAlone({ leftAlone }: Choice): string {
  if (leftAlone.length === 0) return "";
  const shown = leftAlone.slice(0, mostLeftAlone).map(({ user, why }) => `${sayProcess(user)}: ${why}`);
  const more = leftAlone.length > shown.length ? `, and ${leftAlone.length - shown.length} more` : "";
  return ` Left alone, though large: ${shown.join("; ")}${more}.`;
}

async function end({ user, identity }: Chosen, graceMs: number, context: ActionContext): Promise<ActionResult> {
  const { processes, signal } = context;
  const what = `${sayProcess(user)}, which used ${sizeInWords(user.residentBytes)}`;
  const artifact = (detail: string) => [{ kind: "process" as const, name: String(user.pid), detail }];
  if (!processes.signal(identity, "SIGTERM", "process"))
    return failed(`${what} had ended, or may not be signalled, before SIGTERM reached it`);
  if (await hasGone(identity, graceMs, context)) return succeeded(`SIGTERM ended ${what}`, artifact("SIGTERM"));
  if (signal.aborted) return failed(`${what} was asked to end and had not done so yet`, artifact("SIGTERM"));
  processes.signal(identity, "SIGKILL", "process");
  if (await hasGone(identity, killedWithinMs, context))
    return succeeded(`SIGKILL ended ${what}, after ${formatDuration(graceMs)} of grace`, artifact("SIGKILL"));
  return failed(`${what} does not end; it hangs inside the kernel`, artifact("SIGKILL"));
}

/** A zombie holds no memory any more. */
async function hasGone(
  { pid, startTicks }: Chosen["identity"],
  withinMs: number,
  { clock, processes, signal }: ActionContext,
): Promise<boolean> {
  const until = clock.monotonic() + withinMs;
  for (;;) {
    const look = processes.look(pid);
    if (!look.exists || look.identity.startTicks !== startTicks || "ZX".includes(look.state)) return true;
    if (signal.aborted || clock.monotonic() >= until) return false;
    await clock.sleep(Math.min(lookEveryMs, Math.max(1, until - clock.monotonic())), signal).catch(() => undefined);
  }
}
