/** The Workbench as it is served. What serves it is loaded with the first page that somebody asks for. */
export { type PageAddress, pageAddressOf } from "./address.ts";
export type { Workbench } from "./workbench.ts";
