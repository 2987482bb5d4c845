/** Verify: is the trouble gone? By fresh readings of the original probe only; no reading is not a good reading (HOST-10). */
export { type Examination, examine, prove } from "./prove.ts";
