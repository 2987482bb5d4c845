/** Of what, and for how long: what a silence and a maintenance window have in common. */
import { useState } from "preact/hooks";
import type { Matchers } from "#core/model";

export const severities = ["critical", "high", "medium", "low"] as const;

export interface Selection {
  readonly targets: string;
  readonly types: string;
  readonly groups: string;
  readonly severities: readonly string[];
  /** `30m`, `2h`; empty: until somebody ends it. */
  readonly lasts: string;
}

const nothing: Selection = { targets: "", types: "", groups: "", severities: [], lasts: "2h" };

/** What is typed is the dialog's as long as the page stands, and begins anew when it was taken. */
export function useSelection() {
  const [selection, setSelection] = useState(nothing);
  return {
    selection,
    set: (change: Partial<Selection>) => setSelection({ ...selection, ...change }),
    clear: () => setSelection(nothing),
  };
}

export function matchersOf({ targets, types, groups, severities: chosen }: Selection): Matchers {
  const lists = { targets: listOf(targets), types: listOf(types), groups: listOf(groups), severities: chosen };
  return Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0)) as Matchers;
}

/** As the API wants it; undefined: until somebody ends it. */
export function endOf({ lasts }: Selection): { readonly for?: string } {
  return lasts === "" ? {} : { for: lasts };
}

function listOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

interface FieldsProps {
  readonly selection: Selection;
  readonly set: (change: Partial<Selection>) => void;
  /** What the empty fields mean. */
  readonly hint: string;
}

const lengths = [
  ["30m", "30 minutes"],
  ["1h", "1 hour"],
  ["2h", "2 hours"],
  ["8h", "8 hours"],
  ["24h", "1 day"],
  ["168h", "1 week"],
  ["", "until somebody ends it"],
] as const;

export function SelectionFields({ selection, set, hint }: FieldsProps) {
  return (
    <>
      <p class="quiet">{hint}</p>
      <div class="fields">
        <Names label="Targets" name="targets" example="web, db-*" selection={selection} set={set} />
        <Names label="Types of trouble" name="types" example="http_down, disk_*" selection={selection} set={set} />
        <Names label="Groups" name="groups" example="shop" selection={selection} set={set} />
        <label class="field">
          <span>For how long</span>
          <select value={selection.lasts} onChange={({ currentTarget }) => set({ lasts: currentTarget.value })}>
            {lengths.map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
      <fieldset class="choices">
        <legend>Only of these severities (none: of all)</legend>
        {severities.map((severity) => (
          <label key={severity} class="check">
            <input
              type="checkbox"
              checked={selection.severities.includes(severity)}
              onChange={({ currentTarget }) => {
                const others = selection.severities.filter((one) => one !== severity);
                set({ severities: currentTarget.checked ? [...others, severity] : others });
              }}
            />
            {severity}
          </label>
        ))}
      </fieldset>
    </>
  );
}

interface NamesProps extends Pick<FieldsProps, "selection" | "set"> {
  readonly label: string;
  readonly name: "targets" | "types" | "groups";
  readonly example: string;
}

function Names({ label, name, example, selection, set }: NamesProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={selection[name]}
        autocomplete="off"
        spellcheck={false}
        placeholder={example}
        onInput={({ currentTarget }) => set({ [name]: currentTarget.value })}
      />
    </label>
  );
}

/** `target web, type http_down`; null: everything. */
export function tellMatchers(matchers: Matchers | null): string {
  const words = { targets: "target", types: "type", severities: "severity", groups: "group" } as const;
  const told = Object.entries(words).flatMap(([key, word]) => {
    const list = matchers?.[key as keyof typeof words];
    return list === undefined ? [] : [`${word} ${list.join(" or ")}`];
  });
  return told.length === 0 ? "everything" : told.join(", ");
}
