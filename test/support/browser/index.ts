/** The Workbench in a real browser, over a real engine. */

export { assertAccessible } from "./accessible.ts";
export { openBrokenWeb } from "./broken-web.ts";
export { type Browsing, type Looking, launch, lookAt, openWorkbench } from "./workbench.ts";
