/** What people look at. Loaded when the first of them comes. */
export { overviewOf } from "./overview.ts";
