/** For tests of what a text or a pattern may cost: others' work on this machine is not what is measured. */

/** CPU time of this thread since it began, in milliseconds; it stands still while others have the core. */
export function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
