/** What describes the API to programs. Loaded when somebody asks for it. */
export { answers } from "./answers.ts";
export { asyncApi } from "./asyncapi.ts";
export { openApi } from "./openapi.ts";
