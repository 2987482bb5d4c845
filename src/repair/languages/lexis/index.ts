/** Tokens of texts that need not parse. */
export { lex } from "./lex.ts";
export {
  curlyShape,
  htmlShape,
  jsonShape,
  pythonShape,
  type Shape,
  shellShape,
  tomlShape,
  yamlShape,
} from "./shape.ts";
export type { Token } from "./token.ts";
