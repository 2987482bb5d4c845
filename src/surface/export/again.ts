/** Traces are made by a part of their own, which is loaded when somebody wants some. */
import type { exportAgain as exportNow } from "./traces/index.ts";

export async function exportAgain(...asked: Parameters<typeof exportNow>): ReturnType<typeof exportNow> {
  const traces = await import("./traces/index.ts");
  return traces.exportAgain(...asked);
}
