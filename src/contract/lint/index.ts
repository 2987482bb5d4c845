/** What `chiron contract lint` says. */
export { type ContractLint, type FormatLint, type LintLine, lintContract } from "./lint.ts";
