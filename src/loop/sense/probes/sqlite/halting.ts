/** How writes to a damaged database are halted, as its owner wants it. */
import { z } from "zod";

/**
 * `lock`: a process of Chiron's own holds the write lock, so that whoever writes waits or fails, and readers go on. `readOnly`: the file
 * loses its permission to be written; who has it open already, and root, write on. `stopService`: the target's own supervised
 * service is stopped, and is not started again before a human lets it go.
 */
export const halting = z
  .enum(["lock", "readOnly", "stopService"])
  .describe("How rb-db-emergency halts writes: lock, readOnly or stopService; without it, it does not");
