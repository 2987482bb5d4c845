/** Rows and columns. On a narrow screen each row becomes a card, its cells named. */
import type { ComponentChildren } from "preact";

export interface Column<T> {
  readonly name: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
  /** What the row is about: on a narrow screen it is the card's head, and needs no name. */
  readonly isTitle?: boolean;
}

interface TableProps<T> {
  /** What the table is of, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly rowClass?: (row: T) => string;
}

export function Table<T>({ caption, columns, rows, keyOf, rowClass }: TableProps<T>) {
  return (
    <table>
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ name, isNumber }) => (
            <th key={name} scope="col" class={isNumber === true ? "number" : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} class={rowClass?.(row)}>
            {columns.map(({ name, cell, isNumber, isTitle }) => (
              <td
                key={name}
                data-name={name}
                class={isTitle === true ? "title" : isNumber === true ? "number" : undefined}
              >
                <div>{cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
