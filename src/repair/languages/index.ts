export { languageOf, languageOfFirstLine } from "./detect.ts";
export {
  type Language,
  type LanguageName,
  languageNames,
  type Parse,
  type Parser,
  type ParseResult,
  offsetOf,
  type SyntaxFault,
} from "./language.ts";
export { languages } from "./registry.ts";
export { lex, type Shape, type Token } from "./lexis/index.ts";
