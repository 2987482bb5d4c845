/** Is it the other side that is gone, or are we cut off ourselves? Whoever is cut off sees everything else fail at once. */
import type { ActionContext, Surroundings } from "#core/model";
import type { Files } from "#core/platform";

export interface Isolation {
  readonly cutOff: boolean;
  /** What speaks for it or against it, as a sentence. */
  readonly says: string;
}

export async function lookAtOurselves({
  files,
  lookAround,
}: Pick<ActionContext, "files" | "lookAround">): Promise<Isolation & Pick<Surroundings, "overNetwork">> {
  const { overNetwork, neighbours } = await lookAround();
  const silent = neighbours.filter(({ answers }) => !answers);
  const cut = (says: string) => ({ overNetwork, cutOff: true, says: `This machine itself may be cut off: ${says}.` });
  if (!(await hasDefaultRoute(files))) {
    const also = neighbours.length === 0 ? "" : `, and ${ofOthers(silent.length, neighbours.length)} silent too`;
    return cut(`it has no default route${also}`);
  }
  if (neighbours.length > 0 && silent.length === neighbours.length) {
    return cut(`its default route is there, but ${ofOthers(silent.length, neighbours.length)} silent too`);
  }
  const says =
    neighbours.length === 0
      ? "This machine has its default route; no other host is watched that could tell more."
      : `This machine is not cut off: ${neighbours.length - silent.length} of ${neighbours.length} other hosts answer.`;
  return { overNetwork, cutOff: false, says };
}

function ofOthers(count: number, all: number): string {
  return `${count} of ${all} other ${all === 1 ? "host" : "hosts"} ${count === 1 ? "is" : "are"}`;
}

const flagUp = 0x1;
const flagReject = 0x200;

/** Format: proc(5) for /proc/net/route; Documentation/networking/ of Linux for ipv6_route. What cannot be read is not there. */
export async function hasDefaultRoute(files: Files): Promise<boolean> {
  const [four, six] = await Promise.all(
    ["/proc/net/route", "/proc/net/ipv6_route"].map((path) => files.read(path).catch(() => "")),
  );
  const rows = (text = "") => text.split("\n").map((line) => line.trim().split(/\s+/));
  const isUsable = (flags = "0") => (Number.parseInt(flags, 16) & (flagUp | flagReject)) === flagUp;
  return (
    rows(four).some(([, to, , flags, , , , mask]) => to === "00000000" && mask === "00000000" && isUsable(flags)) ||
    rows(six).some((row) => row[0] === "0".repeat(32) && row[1] === "00" && isUsable(row[8]) && row[9] !== "lo")
  );
}
