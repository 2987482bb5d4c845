/** What is to be said by a contract that it does not say yet. */

/** `format` is its id, such as `4.1`; of what an event carries it is `event` and the event's name. Names are as the outputs have them; for JSON they are pointers, such as `/machine/colour`. */
export type ContractChange =
  /** A field that outputs have: from now on it may be there. */
  | {
      readonly kind: "add_field";
      readonly format: string;
      readonly name: string;
      readonly samples: readonly FieldSample[];
    }
  /** A value that a field may have from now on. */
  | { readonly kind: "add_value"; readonly format: string; readonly name: string; readonly value: string }
  /** Numbers that a field may have from now on. */
  | { readonly kind: "widen_range"; readonly format: string; readonly name: string; readonly values: readonly number[] }
  /** A field that may be left out from now on. */
  | { readonly kind: "make_optional"; readonly format: string; readonly name: string }
  /** Columns of a table that may be left out from now on. */
  | {
      readonly kind: "make_columns_optional";
      readonly format: string;
      readonly table: string;
      readonly columns: readonly string[];
    }
  /** Columns that a table may have from now on. */
  | {
      readonly kind: "add_columns";
      readonly format: string;
      readonly table: string;
      readonly columns: readonly string[];
    }
  | { readonly kind: "rename_event"; readonly from: string; readonly to: string }
  | {
      readonly kind: "add_event";
      readonly name: string;
      readonly producers: readonly string[];
      readonly consumers: readonly string[];
    };

export interface FieldSample {
  /** Its value: a text, or what a JSON output holds. */
  readonly value: unknown;
  /** The name of the field or heading that stands before it in the output; null: none, or unknown. */
  readonly behind: string | null;
  /** Whether it is a heading with text below it, and of which level; null: it is a label. */
  readonly headingLevel: number | null;
}
