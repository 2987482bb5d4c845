/**
 * runit, by the files in the service's `supervise` folder: `status` is read, `control` is written, both as sv(8) does, so that
 * nothing is forked. runsv never gives up on a service that is wanted up: it starts it again every second.
 */
import { join } from "node:path";
import type { RunitService } from "#core/model";
import type { Answer, ExternalSupervisor, Means, Order } from "./supervisor.ts";

const statusBytes = 20;
/** TAI64 counts from 2^62, and is ten seconds ahead of the epoch. */
const taiEpochSeconds = 2n ** 62n + 10n;
const states = ["down", "run", "finish"] as const;
const wantedDown = "d".charCodeAt(0);

/** The letters that sv writes: t TERM, c CONT, k KILL, u up, d down (with TERM and CONT). */
export const runitLetters = {
  start: { gently: "u", force: "u" },
  stop: { gently: "d", force: "dk" },
  restart: { gently: "tcu", force: "ku" },
} as const;

export function createRunit(means: Means): ExternalSupervisor<RunitService> {
  return {
    pace: { firstMs: 50, longestMs: 1_000 },
    graceMs: 10_000,
    ask: (service) => ask(service, means),
    give: (service, order) => give(service, order, means),
  };
}

async function ask({ folder }: RunitService, { files }: Means): Promise<Answer> {
  // Where no runsv listens, the files are those of one that has gone.
  await writeTo(folder, "ok", "", files);
  const status = await files.readBytes(join(folder, "supervise", "status"), 0, statusBytes + 1);
  if (status.length !== statusBytes) throw new Error(`${folder}/supervise/status is not of ${statusBytes} bytes`);
  const view = new DataView(status.buffer, status.byteOffset, status.length);
  const seconds = Number(view.getBigUint64(0) - taiEpochSeconds);
  const pid = view.getUint32(12, true) || null;
  const state = states[view.getUint8(19)] ?? "down";
  const isWantedDown = view.getUint8(17) === wantedDown;
  const words = `${state}${view.getUint8(16) === 0 ? "" : ", paused"}, want ${isWantedDown ? "down" : "up"}`;
  const whole = { pid, words, since: seconds * 1_000 + Math.floor(view.getUint32(8) / 1e6) };
  if (state === "run") return { ...whole, state: isWantedDown ? "changing" : "running" };
  if (isWantedDown) return { ...whole, state: state === "down" ? "stopped" : "changing" };
  return { ...whole, state: "changing" };
}

async function give({ folder }: RunitService, { what, force }: Order, { files }: Means): Promise<void> {
  await writeTo(folder, "control", runitLetters[what][force ? "force" : "gently"], files);
}

async function writeTo(folder: string, pipe: "ok" | "control", letters: string, files: Means["files"]): Promise<void> {
  try {
    await files.writePipe(join(folder, "supervise", pipe), letters);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENXIO" || code === "ENOENT") throw new Error(`no runsv is running for ${folder}`);
    throw error;
  }
}
