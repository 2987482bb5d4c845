/** The shape of a text as outputs and templates have it: headings, labels, items, tables, fences. */
export { type Label, type Line, labelsOf, unemphasised } from "./line.ts";
export { nameKey } from "./names.ts";
export { plainLines, scan, type TextLines } from "./scan.ts";
export { type TextTable, tableAt, templateCellsOf } from "./table.ts";
