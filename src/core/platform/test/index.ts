/**
 * Time, chance and ids under a test's control. Processes, files and sockets have no doubles: tests use the real ones,
 * and for these there is what waits for events, and a folder to work in.
 */
export { pidOfChild } from "./child.ts";
export { createTestClock, sleepOn, type TestClock } from "./clock.ts";
export { createCountingIds } from "./ids.ts";
export { createSeededRandom } from "./random.ts";
export { temporaryFolder } from "./temporary-folder.ts";
export { until, within } from "./waiting.ts";
export { workedMs } from "./worked.ts";
