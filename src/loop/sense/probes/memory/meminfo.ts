/** The machine's memory, from /proc/meminfo (proc_meminfo(5)). */
export interface MachineMemory {
  readonly totalBytes: number;
  /** The kernel's own estimate of what can be had without swapping; not what is merely free. */
  readonly availableBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
}

/** Undefined where the kernel does not give the estimate (before 3.14). */
export function parseMeminfo(text: string): MachineMemory | undefined {
  const bytes = (name: string): number | undefined => {
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(text)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1_024;
  };
  const totalBytes = bytes("MemTotal");
  const availableBytes = bytes("MemAvailable");
  if (totalBytes === undefined || availableBytes === undefined) return undefined;
  return {
    totalBytes,
    availableBytes,
    swapTotalBytes: bytes("SwapTotal") ?? 0,
    swapFreeBytes: bytes("SwapFree") ?? 0,
  };
}
