/** What people switch and say, as far as it needs no schemas either: beside `#core/model/plain`, for programs that speak of it. */
export { tellInstructions } from "../instructions.ts";
export { tellMatchers } from "../matchers.ts";
export * from "../standing.ts";
export { whereSwitched } from "../status.ts";
