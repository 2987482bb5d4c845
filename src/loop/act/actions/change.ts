/** The words in which a step writes down what it changes on disk. */
import type { FileStat } from "#core/platform";

/** How a file is recognised as the one that we left there. */
export interface Print {
  readonly inode: number;
  readonly size: number;
  readonly modifiedAt: number;
}

export type Change =
  /** `path` is moved away to `kept`. */
  | { readonly kind: "set_aside"; readonly path: string; readonly kept: string; readonly print: Print }
  /** A new file is made at `temporary` and renamed to `path`; what was there before is copied to `kept`. */
  | {
      readonly kind: "put";
      readonly path: string;
      readonly temporary: string;
      readonly kept: string | null;
      print: Print | null;
      back: Print | null;
    }
  /** `from` is renamed to `to`; what was at `to` before is copied to `kept`. */
  | {
      readonly kind: "moved";
      readonly from: string;
      readonly to: string;
      readonly print: Print;
      readonly kept: string | null;
    }
  | { readonly kind: "folder"; readonly path: string }
  /** A socket or pipe has no content to keep, and is made anew by whoever listens on it. */
  | { readonly kind: "dropped"; readonly path: string };

export function printOf(stat: FileStat): Print {
  return { inode: stat.inode, size: stat.size, modifiedAt: stat.modifiedAt };
}

export function isThat(stat: FileStat | undefined, print: Print): boolean {
  return (
    stat !== undefined && stat.inode === print.inode && stat.size === print.size && stat.modifiedAt === print.modifiedAt
  );
}
