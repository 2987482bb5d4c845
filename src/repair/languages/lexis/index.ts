export { lex } from "./lex.ts";
export {
  type CurlyOptions,
  curlyShape,
  htmlShape,
  jsonShape,
  pythonShape,
  type Shape,
  shellShape,
  tomlShape,
  yamlShape,
} from "./shape.ts";
export type { Token, TokenKind } from "./token.ts";
