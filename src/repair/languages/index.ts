/** The languages that have a parser here. */
export { languageOf, languageOfFirstLine } from "./detect.ts";
export { tagsOf } from "./html/balance.ts";
export {
  type Language,
  type LanguageName,
  languageNames,
  offsetOf,
  type Parser,
  type SyntaxFault,
} from "./language.ts";
export { lex, type Shape, type Token } from "./lexis/index.ts";
export { type Outline, type OutlineOf, openOutline, type SyntaxNode } from "./outline.ts";
export { languages } from "./registry.ts";
