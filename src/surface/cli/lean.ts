/**
 * Settings of V8 for a process that mostly waits and must stay small: no optimising compilers, whose code and threads cost about 11 MB
 * and save a sixth of a busy engine's processor time (docs/adr/0009), and a young generation that does not grow.
 *
 * They hold from the moment they are set, so this runs before the engine is loaded.
 */
import { setFlagsFromString } from "node:v8";

const flags = ["--no-opt", "--no-maglev", "--optimize-for-size", "--semi-space-growth-factor=1", "--no-flush-bytecode"];

export function stayLean(): void {
  for (const flag of flags) setFlagsFromString(flag);
}
