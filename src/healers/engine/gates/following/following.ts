/** Everything that is followed, looked at twice a second, one after the other. */
import { type ContractSetting, type FollowPosition, type FollowSetting, messageOf } from "#core/model";
import type { Timer } from "#core/platform";
import type { Parts } from "../../parts.ts";
import { FileSource } from "./files.ts";
import { LineSource } from "./lines.ts";
import type { Passed, Source, SourceMeans } from "./source.ts";
import { StreamSource } from "./stream.ts";

const lookEveryMs = 500;

export interface FollowingMeans {
  readonly parts: Pick<Parts, "platform" | "stopping" | "report">;
  readonly positions: (contract: string) => readonly FollowPosition[];
  readonly take: (output: string, setting: FollowSetting, position: FollowPosition) => Promise<Passed>;
  readonly reached: (position: FollowPosition) => void;
}

interface Followed {
  readonly key: string;
  readonly source: Source;
}

export class Following {
  readonly #means: FollowingMeans;
  readonly #end = new AbortController();
  #followed: readonly Followed[] = [];
  #timer: Timer | null = null;
  #look: Promise<void> = Promise.resolve();

  constructor(means: FollowingMeans) {
    this.#means = means;
  }

  /** What stays as it was goes on where it is. */
  async configure(contracts: readonly ContractSetting[]): Promise<void> {
    this.#timer?.cancel();
    await this.#look;
    const before = new Map(this.#followed.map((one) => [one.key, one]));
    this.#followed = contracts.flatMap(({ id, follow }) =>
      follow.map((setting) => {
        const key = JSON.stringify([id, setting]);
        const known = before.get(key);
        before.delete(key);
        return known ?? { key, source: this.#sourceOf(id, setting) };
      }),
    );
    for (const { source } of before.values()) source.close();
    // At once, so that what is written from now on is new.
    this.#look = this.#lookAtAll();
    await this.#look;
    this.#next();
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#timer?.cancel();
    await this.#look;
    for (const { source } of this.#followed) source.close();
    this.#followed = [];
  }

  #next(): void {
    if (this.#followed.length === 0 || this.#end.signal.aborted) return;
    this.#timer = this.#means.parts.platform.clock.after(lookEveryMs, () => {
      this.#look = this.#lookAtAll().finally(() => this.#next());
    });
  }

  async #lookAtAll(): Promise<void> {
    for (const { source } of this.#followed) {
      if (this.#end.signal.aborted || this.#means.parts.stopping.aborted) return;
      await source.look().catch((error: unknown) => this.#means.parts.report(error, "following outputs"));
    }
  }

  #sourceOf(contract: string, setting: FollowSetting): Source {
    const { parts, take, reached } = this.#means;
    const { kind, from, split } = setting;
    const means: SourceMeans = {
      ...{ platform: parts.platform, setting, signal: this.#end.signal },
      positions: this.#means.positions(contract).filter((one) => one.from === from),
      take: (output, position) => take(output, setting, { contract, from, ...position }),
      reached: (position) => reached({ contract, from, ...position }),
      tell: (trouble) => parts.report(new Error(messageOf(trouble)), `following ${from}`),
    };
    if (kind === "stream") return new StreamSource(means);
    return kind === "file" && split === "lines" ? new LineSource(means) : new FileSource(means);
  }
}
