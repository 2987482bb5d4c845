/** The play itself: everything comes up, one service is killed and healed, and from then on the reader is the one who breaks. */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEvent, TargetView } from "#core/model";
import { followEvents, readTargets } from "./client.ts";
import { type Healed, pidOf, Recovery } from "./fault.ts";
import type { Playground } from "./folder.ts";
import { tellGuide, tellWatched, typed, writeShortcut } from "./guide.ts";
import { hintFor } from "./hints.ts";
import { keepEngine } from "./keeper.ts";
import { Narrator } from "./narrator.ts";
import type { Terminal } from "./terminal.ts";

/** All probes have answered well by then, also on a machine that is slow and busy. */
const wellWithinMs = 30_000;

/** Returns when the end was asked for, and Chiron has ended. */
export async function play(playground: Playground, terminal: Terminal, ending: AbortSignal): Promise<void> {
  for (const remark of playground.remarks) terminal.line(terminal.yellow(remark));
  terminal.line("Starting Chiron …");
  const engine = await keepEngine(playground, ending, (sentence) => terminal.line(terminal.yellow(`\n${sentence}`)));
  if (ending.aborted) return await engine.over;
  const { address } = engine.current;
  terminal.line(`Chiron is up: ${terminal.bold(address)} (pid ${engine.current.pid}).`);
  const chiron = writeShortcut(playground);

  const show = async () => {
    const targets = await targetsWhenWell(playground.socket, ending);
    if (targets === undefined) return;
    tellWatched(terminal, playground, targets);
    const narrator = new Narrator(
      terminal,
      hintFor({ chiron, messages: typed(join(playground.data, "messages.log")) }),
    );
    const web = pidOf(targets, "web");
    terminal.line("\nNow web is killed. What follows is Chiron's own record of it, as it is written.\n");
    const killedAt = Date.now();
    process.kill(web, "SIGKILL");
    narrator.begin(killedAt, `kill -9 ${web}`);
    const recovery = new Recovery("web", killedAt);
    const following = follow(playground.socket, ending, [narrator, recovery]);
    tellEnd(terminal, await recovery.healed(ending), ending);
    const now = await readTargets(playground.socket);
    if (!ending.aborted)
      tellGuide(terminal, { playground, targets: now, enginePid: engine.current.pid, address, chiron });
    await following;
  };
  // Whichever fails first says why; without a failure both end when the end is asked for.
  await Promise.all([engine.over, show()]);
}

async function follow(
  socket: string,
  ending: AbortSignal,
  listeners: readonly { take(stored: StoredEvent): void }[],
): Promise<void> {
  for await (const stored of followEvents(socket, ending)) for (const listener of listeners) listener.take(stored);
}

/** Undefined when the end came first. */
async function targetsWhenWell(socket: string, ending: AbortSignal): Promise<readonly TargetView[] | undefined> {
  const deadline = performance.now() + wellWithinMs;
  while (!ending.aborted) {
    const targets = await readTargets(socket);
    const ill = targets.filter(({ health, pid }) => health !== "good" || pid === null);
    if (ill.length === 0) return targets;
    if (performance.now() > deadline) {
      throw new Error(
        `not well within ${wellWithinMs / 1_000} s: ${ill.map(({ id, health }) => `${id} (${health})`).join(", ")}`,
      );
    }
    await sleep(50);
  }
  return undefined;
}

function tellEnd(terminal: Terminal, healed: Healed | undefined, ending: AbortSignal): void {
  if (ending.aborted) return;
  terminal.line();
  if (healed === undefined) {
    terminal.line(terminal.red("web was not healed in time; `status` and `incidents` below tell where it stands."));
    return;
  }
  const { pid, afterMs, verifiedBy } = healed;
  const by = verifiedBy.join(" and ");
  terminal.line(
    terminal.bold(terminal.green(`resolved: web serves again with pid ${pid} after ${afterMs} ms, verified by ${by}`)),
  );
}
