/**
 * Runs `work` with a signal that fires on Ctrl-C or SIGTERM, so that its `finally` blocks run and nothing stays behind.
 * Returns the exit status: 130, as shells have it, when interrupted.
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    process.stderr.write("interrupted; everything that was started has been ended\n");
    return 130;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
