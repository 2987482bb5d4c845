/** What a contract says, once it is read. */

/** In the text of the contract: lines count from 1 and include the last; offsets are UTF-16 units, the end is behind it. */
export interface Place {
  readonly line: number;
  readonly endLine: number;
  readonly start: number;
  readonly end: number;
}

/** `enum`, `list` and `table` as in `enum: a | b`, `list: path`, `table columns: a, b`. `line` is a one-line string. */
export type FieldType =
  | { readonly kind: "string" | "line" | "path" | "date" | "boolean" }
  | { readonly kind: "integer" | "number"; readonly min: number | null; readonly max: number | null }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: FieldType | null }
  | { readonly kind: "table"; readonly columns: readonly Column[] };

export interface Column {
  readonly name: string;
  readonly isRequired: boolean;
  /** Null: any cell will do. */
  readonly type: FieldType | null;
}

export interface Field {
  /** As it is written, without emphasis and backticks. */
  readonly name: string;
  readonly type: FieldType;
  readonly isRequired: boolean;
  /** `if risk is high`: the words that made it optional, for people. */
  readonly condition: string | null;
  readonly isAdvisory: boolean;
  /** Of the list item, the table row, or the words in a sentence. */
  readonly place: Place;
  /** How it is written down: what is added beside it should look the same. */
  readonly written: "item" | "row" | "inline" | "template";
}

/** A regular expression literal. `problem`: why it is not enforced, where it is not. */
export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly place: Place;
  readonly problem: string | null;
}

/** What a line of a template asks for; each in the order in which the template has it. */
export type TemplatePart =
  | {
      readonly kind: "heading";
      readonly level: number;
      /** `Review: {APPROVED | REJECTED}` → `Review`. */
      readonly name: string;
      readonly text: TextShape;
      /** What has to stand below it; null: nothing, or what the next parts say. */
      readonly body: FieldType | null;
      readonly isRequired: boolean;
      readonly place: Place;
    }
  | { readonly kind: "field"; readonly field: Field; readonly text: TextShape; readonly place: Place }
  | {
      readonly kind: "table";
      /** `Chain table`. */
      readonly name: string;
      readonly columns: readonly Column[];
      readonly isRequired: boolean;
      readonly place: Place;
    }
  | {
      readonly kind: "list";
      readonly name: string;
      readonly isNumbered: boolean;
      readonly isRequired: boolean;
      readonly place: Place;
    };

/** Literal words and placeholders in turn: `{0-100}/100` → placeholder, `/100`. */
export type TextShape = readonly (string | { readonly name: string; readonly type: FieldType })[];

export interface Template {
  readonly parts: readonly TemplatePart[];
  /** `Recommended Structure`. */
  readonly isAdvisory: boolean;
  /** Of what stands between the fences. */
  readonly place: Place;
}

export interface Schema {
  /** A JSON Schema, as it was parsed. */
  readonly value: unknown;
  readonly place: Place;
}

export interface ContractEvent {
  readonly name: string;
  readonly producers: readonly string[];
  /** Empty: nobody consumes it. */
  readonly consumers: readonly string[];
  /** What it carries, where the table says so. */
  readonly payload: readonly Field[];
  /** The format under whose heading the table stands. */
  readonly format: string | null;
  /** Of its row. */
  readonly place: Place;
}

export interface Format {
  /** `4.1`. */
  readonly id: string;
  readonly title: string;
  /** 0 is the most urgent; null where the heading does not say. */
  readonly priority: number | null;
  /** Its own, where it has one. */
  readonly version: string | null;
  readonly gates: readonly string[];
  readonly producer: string | null;
  /** "Not strictly enforced". */
  readonly isAdvisory: boolean;
  readonly patterns: readonly Pattern[];
  /** From lists and tables of fields, with what the descriptions add; not those of templates. */
  readonly fields: readonly Field[];
  readonly templates: readonly Template[];
  readonly schemas: readonly Schema[];
  /** From its heading to where the next one begins. */
  readonly place: Place;
}

/** What a person who wrote the contract should know about how it was read. */
export interface Remark {
  readonly line: number;
  /** The format under which it stands. */
  readonly format: string | null;
  /** `not_enforced`: understood, and cannot be held; `not_understood`: could not be read; `assumed`: read in one of several ways. */
  readonly kind: "not_understood" | "not_enforced" | "assumed";
  readonly message: string;
}

export interface Contract {
  readonly title: string | null;
  readonly version: string | null;
  readonly formats: readonly Format[];
  readonly events: readonly ContractEvent[];
  readonly remarks: readonly Remark[];
}
