/** Act: runs an admitted plan step by step, writing down each step before and after it touches anything. */

export { actions } from "./actions/registry.ts";
export { wouldFail } from "./actions/result.ts";
export { createExecutor, type ExecuteOptions, type Executor, type Journal } from "./executor.ts";
export {
  createDirectServices,
  createServices,
  type DirectServices,
  type SupervisedServices,
} from "./supervisors/index.ts";
