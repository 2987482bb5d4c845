/** The engine before this one hangs inside the kernel. This one heals; why the other hangs is for a human to find, since it may be the disk. */
import type { RunningEngine } from "./run.ts";

export function tellOfHanging({ engine }: Pick<RunningEngine, "engine">, pid: number): void {
  engine.tell({
    ...{ route: "notice", tier: 1, incident: null },
    subject: `[high] An engine of Chiron's hangs inside the kernel (pid ${pid}); another has taken its place`,
    body: [
      `What broke: the engine with pid ${pid} said nothing any more, and cannot be ended: it sleeps where no signal wakes it, as over a disk or a mount that does not answer.`,
      "What was done: another engine has its place and its lease. The old one does nothing any more, whatever becomes of it; it ends as soon as the kernel lets it go.",
      `What you need to do: find what it waits for.\n  cat /proc/${pid}/wchan /proc/${pid}/stack\n  dmesg --level=err,warn`,
    ].join("\n\n"),
    data: { pid },
  });
}
