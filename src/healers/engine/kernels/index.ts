/** Kernels: booted in order, heard, and shown. */
export { beat, Kernels } from "./kernels.ts";
export { placeHeartbeats } from "./places.ts";
export { kernelsIn } from "./view.ts";
