/** What a list is looked through by. */
import { plain } from "./words.ts";

interface SearchProps {
  readonly value: string;
  /** What can be looked for. */
  readonly hint: string;
  readonly onChange: (value: string) => void;
}

export function SearchField({ value, hint, onChange }: SearchProps) {
  return (
    <label class="field">
      <span>Search</span>
      <input
        type="search"
        value={value}
        placeholder={hint}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  /** Empty: any. */
  readonly value: string;
  readonly values: readonly string[];
  readonly onChange: (value: string) => void;
}

export function ChoiceField({ label, value, values, onChange }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">any</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {plain(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
