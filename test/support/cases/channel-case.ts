/** What the contract suite of channels needs to know of each. */
import type { TestContext } from "node:test";

export type Options = Readonly<Record<string, unknown>>;

export const secret = "s3cret-value-0123456789";

export interface Setup {
  readonly options: Options;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Counterpart extends Setup {
  /** What the other side was given so far, as a human there would see it. Resolves once there is something. */
  readonly seen: () => Promise<string>;
}

/** How a counterpart fails. `stranger`: it answers well, but in no way that this channel's other side would. */
export const troubles = ["refuse", "hang", "reset", "busy", "broken", "denied", "garbage", "stranger"] as const;
export type Trouble = (typeof troubles)[number];

export interface ChannelCase {
  /** What not every machine has; its tests stand in a file that says so (test/contract/channels-*.test.ts). */
  readonly needs?: "desktop" | "mail" | "terminal";
  readonly well: (t: TestContext) => Promise<Counterpart>;
  /** Of those that can be. Each repeats in its answers all that it was sent, secrets too. */
  readonly trouble: Partial<Record<Trouble, (t: TestContext) => Promise<Setup>>>;
  /** For each trouble where nobody can know whether the message arrived. */
  readonly unknown: readonly Trouble[];
  /** What hostile text must not have become there. */
  readonly harmless: (seen: string) => void;
  readonly mostBytes: number;
  /** A secret without which nothing may be sent. */
  readonly needsSecret: boolean;
  readonly refused: readonly Options[];
}
