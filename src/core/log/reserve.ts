/**
 * Room that is kept for the store on its own disk: a file that is really allocated, given up slice by slice when the disk is full. A slice is
 * taken within the very call that makes it free, so that whoever fills the disk has no time to take it instead.
 */
import { randomFillSync } from "node:crypto";
import { closeSync, fstatSync, ftruncateSync, openSync, statfsSync, writeSync } from "node:fs";

/** What is written at once: small, since the C library keeps for itself what large pieces of memory were made of. */
const blockBytes = 65_536;
/** A commit takes some ten kilobytes, a checkpoint a few megabytes. */
const sliceBytes = 1_048_576;

export interface Reserve {
  heldBytes(): number;
  /** Frees a slice. False: there is none left. Never throws. */
  giveUp(): boolean;
  /**
   * Adds a slice, if the disk then still has as much free as the whole reserve takes: otherwise it would be the one that fills the disk.
   * `whole`: there is nothing to add. Never throws.
   */
  refill(): "added" | "whole" | "no room";
  close(): void;
}

/** Throws what the file system says. */
export function openReserve(path: string, wantedBytes: number): Reserve {
  const file = openSync(path, "a+", 0o600);
  const writable = openSync(path, "r+");
  closeSync(file);
  const held = (): number => fstatSync(writable).size;
  return {
    heldBytes: held,
    giveUp() {
      try {
        const size = held();
        if (size === 0) return false;
        ftruncateSync(writable, Math.max(0, size - sliceBytes));
        return true;
      } catch {
        return false;
      }
    },
    refill() {
      try {
        const size = held();
        if (size > wantedBytes) ftruncateSync(writable, wantedBytes);
        if (size >= wantedBytes) return "whole";
        const { bavail, bsize } = statfsSync(path);
        if (bavail * bsize < wantedBytes * 2 - size) return "no room";
        const end = Math.min(size + sliceBytes, wantedBytes);
        const block = Buffer.alloc(Math.min(blockBytes, end - size));
        for (let at = size; at < end; ) {
          // Nothing that a file system could make smaller.
          randomFillSync(block);
          at += writeSync(writable, block, 0, Math.min(block.length, end - at), at);
        }
        return "added";
      } catch {
        return "no room";
      }
    },
    close: () => closeSync(writable),
  };
}
