/** systemctl, with fixed words. Its own output is what its user reads. */
import { spawnSync } from "node:child_process";
import { ChironError } from "#core/model/plain";

export function systemctl(user: boolean, ...words: readonly string[]): void {
  const { error, status } = spawnSync("systemctl", [...(user ? ["--user"] : []), ...words], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (error !== undefined || status !== 0) {
    const why = error?.message ?? `it ended with ${status}`;
    throw new ChironError("conflict", `systemctl ${words.join(" ")} did not work: ${why}`);
  }
}

/** Whether it runs, or is to be started at boot. A manager that cannot be asked runs nothing. */
export function isInUse(user: boolean, unit: string): boolean {
  return ["is-active", "is-enabled"].some(
    (question) =>
      spawnSync("systemctl", [...(user ? ["--user"] : []), "--quiet", question, unit], { stdio: "ignore" }).status ===
      0,
  );
}
