/** What a view is: a page of the Workbench, loaded when it is first gone to. */
import type { ComponentType } from "preact";

export interface ViewProps {
  /** What stands in the address, by the names of its pattern. */
  readonly params: Readonly<Record<string, string>>;
}

export type IconName =
  | "overview"
  | "incidents"
  | "approvals"
  | "targets"
  | "runbooks"
  | "healers"
  | "harmony"
  | "repair"
  | "learning"
  | "audit"
  | "settings";

export interface ViewEntry {
  /** Such as `/incidents/:id`. */
  readonly pattern: string;
  /** In the window's title. */
  readonly title: string;
  /** Where it stands in the navigation; null: it is reached from another. */
  readonly navigation: {
    readonly group: "now" | "system" | "record";
    readonly icon: IconName;
    readonly key: string;
  } | null;
  readonly load: () => Promise<{ readonly View: ComponentType<ViewProps> }>;
}
