/** CONTRACT.md as people write it → a contract, with the place of everything that was understood, and of what was not. */
export type {
  Column,
  Contract,
  ContractEvent,
  Field,
  FieldType,
  Format,
  Pattern,
  Place,
  Remark,
  Schema,
  Template,
  TemplatePart,
  TextShape,
} from "./contract.ts";
export { readContract } from "./read.ts";
