/** The Workbench in a real browser, over a real engine. */

export { assertAccessible } from "./accessible.ts";
export { type BrokenWeb, openBrokenWeb } from "./broken-web.ts";
export {
  type Browsing,
  type Looking,
  launch,
  lookAt,
  type OpenOptions,
  openWorkbench,
  type Workbench,
} from "./workbench.ts";
