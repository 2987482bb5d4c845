/**
 * A zombie cannot be killed: it has ended, and only waits for its parent to ask how. So the parent is woken by SIGCHLD, which is
 * what the kernel had sent it, and which does nothing where nobody listens. A parent that still does not ask can only be
 * replaced; that is done where it is the target's own service, and only where the step was given that service.
 */
import { z } from "zod";
import {
  type ActionContext,
  type ActionResult,
  type Artifact,
  defineAction,
  duration,
  formatDuration,
  isExternal,
  serviceSchema,
} from "#core/model";
import { requireOwn } from "../own-service.ts";
import { answering, failed, saying, succeeded } from "../result.ts";
import { findZombies, isStillThere, type Zombie } from "./zombies.ts";

const lookEveryMs = 20;

const schema = z.strictObject({
  service: serviceSchema
    .optional()
    .describe("$target.supervisor: restarted where it is the parent and did not collect the zombie when it was woken"),
  // The plan keeps it as milliseconds and is checked by the same schema once more.
  wait: z
    .union([duration, z.number().nonnegative()])
    .default(2_000)
    .describe("How long the parent may take to collect it"),
});
type Input = z.output<typeof schema>;

export const processWakeParent = defineAction({
  name: "process.wakeParent",
  summary:
    "Wakes the parent of a zombie by SIGCHLD; where that is the target's own service and does not help, restarts it",
  schema,
  risk: "medium",
  idempotent: true,
  dryRun: (input, context) =>
    saying(async () => {
      if (input.service !== undefined) requireOwn(input.service, context.target);
      const zombies = await findZombies(context);
      if (zombies.length === 0) return "Would do nothing: there is no zombie.";
      const wakes = zombies.map((zombie) =>
        zombie.refused === undefined
          ? `send SIGCHLD to process ${zombie.parent.pid} (${zombie.parentName}), the parent of zombie ${zombie.identity.pid}`
          : `not wake process ${zombie.parent.pid} (${zombie.parentName}), the parent of zombie ${zombie.identity.pid}: ${zombie.refused}`,
      );
      const isOwn = input.service !== undefined && zombies.some((zombie) => zombie.isOwn);
      const then = isOwn
        ? `; if it is not collected within ${formatDuration(input.wait)}, restart ${context.target.id}`
        : "";
      return `Would ${[...new Set(wakes)].join(", and ")}${then}.`;
    }),
  run: (input, context) =>
    answering(async () => {
      if (context.signal.aborted) return failed("It was broken off before anything was signalled");
      if (input.service !== undefined) requireOwn(input.service, context.target);
      const zombies = await findZombies(context);
      if (zombies.length === 0) return succeeded("There is no zombie any more");
      const artifacts = wake(zombies, context);
      const left = await waitForParents(zombies, input.wait, context);
      if (left.length === 0) return succeeded(`${sayParents(zombies)} collected what had ended`, artifacts);
      return replaceParent(left, input, artifacts, context);
    }),
});

/** Each parent once, and only if it is still that one and still the parent. */
function wake(zombies: readonly Zombie[], { processes }: ActionContext): readonly Artifact[] {
  const woken = new Set<number>();
  return zombies.map((zombie) => {
    const { parent, identity, refused } = zombie;
    let done = refused ?? "SIGCHLD";
    if (refused === undefined && !woken.has(parent.pid) && isStillThere(zombie, processes)) {
      woken.add(parent.pid);
      if (!processes.signal(parent, "SIGCHLD", "process")) done = "it could not be signalled";
    }
    return { kind: "process" as const, name: String(parent.pid), detail: `parent of zombie ${identity.pid}: ${done}` };
  });
}

async function waitForParents(
  zombies: readonly Zombie[],
  waitMs: number,
  { clock, processes, signal }: ActionContext,
): Promise<readonly Zombie[]> {
  const until = clock.monotonic() + waitMs;
  for (;;) {
    const left = zombies.filter((zombie) => isStillThere(zombie, processes));
    if (left.length === 0 || signal.aborted || clock.monotonic() >= until) return left;
    await clock.sleep(lookEveryMs, signal).catch(() => undefined);
  }
}

async function replaceParent(
  left: readonly Zombie[],
  { service, wait }: Input,
  artifacts: readonly Artifact[],
  { services, signal, target }: ActionContext,
): Promise<ActionResult> {
  const still = `${sayParents(left)} did not collect it within ${formatDuration(wait)}`;
  if (signal.aborted) return failed(`${still}, and time was up`, artifacts);
  const foreign = left.filter((zombie) => !zombie.isOwn);
  if (service === undefined || foreign.length > 0) {
    const why = service === undefined ? "" : ` and ${sayParents(foreign)} is not the service of ${target.id}`;
    return failed(`${still}${why}; a zombie cannot be killed, only its parent be replaced`, artifacts);
  }
  if (isExternal(service)) {
    const { success, summary, artifacts: more } = await services.restart(service, { signal });
    return { success, summary: `${still}; ${summary}`, artifacts: [...artifacts, ...more] };
  }
  const stopped = await services.stop(service, { signal });
  if (!stopped.success) return failed(`${still}; ${stopped.summary}`, [...artifacts, ...stopped.artifacts]);
  // Once it is down it is started even when the time is up: half a restart would be an outage.
  const started = await services.start(service);
  const all = [...artifacts, ...stopped.artifacts, ...started.artifacts];
  return { success: started.success, summary: `${still}; ${stopped.summary}; ${started.summary}`, artifacts: all };
}

function sayParents(zombies: readonly Zombie[]): string {
  const names = zombies.map(({ parent, parentName }) => `process ${parent.pid} (${parentName})`);
  return `The parent, ${[...new Set(names)].join(", ")},`;
}
