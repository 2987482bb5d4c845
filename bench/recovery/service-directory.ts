import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "./contender.ts";

/**
 * A service folder as runit and s6 want it. Its `run` names the service itself as the interpreter, with the port as the
 * argument that a "#!" line may have: the kernel starts the service directly, with no shell in between.
 */
export async function writeServiceDirectory(place: Place): Promise<string> {
  const directory = join(place.directory, "web");
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "run"), `#!${place.programs.service} ${place.port}\n`, { mode: 0o755 });
  return directory;
}
