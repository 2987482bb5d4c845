/** The engine of a data folder as a process: recognised for certain, or not there. */
import type { ProcessIdentity } from "#core/model";
import { createRealPlatform, type RealPlatform } from "#core/platform/real";
import type { EngineRecord } from "#healers/engine/record";

/** The record that an engine left is believed only while that very process lives: pids are used again. */
export async function findEngine(dataDir: string, platform: RealPlatform): Promise<EngineRecord | undefined> {
  // By this door, the engine itself is not loaded.
  const { readEngineRecord } = await import("#healers/engine/record");
  const record = readEngineRecord(dataDir);
  return record !== undefined && isAlive(platform, record.process) ? record : undefined;
}

/** A zombie has ended; only its parent has not taken notice. */
export function isAlive(platform: RealPlatform, identity: ProcessIdentity): boolean {
  const look = platform.processes.look(identity.pid);
  if (!look.exists || look.state === "Z" || look.state === "X") return false;
  return look.identity.startTicks === identity.startTicks && look.identity.bootId === identity.bootId;
}

export async function withPlatform<T>(work: (platform: RealPlatform) => Promise<T>): Promise<T> {
  const platform = createRealPlatform();
  try {
    return await work(platform);
  } finally {
    platform.close();
  }
}
