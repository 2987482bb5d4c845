/** What tests need of the machine: the words for it, where they are declared, and which of them are met here. */
export { declaredNeeds, undeclaredNeeds } from "./declared.ts";
export { leftOutInWords, remediable, runnable } from "./runnable.ts";
