/** One line of /proc/PID/stat (proc_pid_stat(5)). */

export interface ProcessStat {
  readonly pid: number;
  /** The program's name, at most 15 bytes; not in parentheses. */
  readonly name: string;
  readonly state: string;
  readonly parentPid: number;
  readonly group: number;
  readonly session: number;
  /** In clock ticks since boot. Together with the pid and the boot it names a process for ever. */
  readonly startTicks: number;
}

const OPENING_PARENTHESIS = 40;
const CLOSING_PARENTHESIS = 41;
const SPACE = 32;
const FIELDS_FROM_STATE_TO_START = 20;

/**
 * The second field is the program's name in parentheses and may itself hold spaces, parentheses and line ends; only the
 * last closing parenthesis is the real one, since nothing but numbers follows the state.
 */
export function parseStat(bytes: Buffer, length: number): ProcessStat | undefined {
  const nameEnd = bytes.subarray(0, length).lastIndexOf(CLOSING_PARENTHESIS);
  const pid = Number.parseInt(bytes.toString("latin1", 0, Math.min(length, 12)), 10);
  if (nameEnd === -1 || Number.isNaN(pid)) return undefined;
  const fields: number[] = [];
  let at = nameEnd + 4;
  while (fields.length < FIELDS_FROM_STATE_TO_START - 1 && at < length) {
    let value = 0;
    const negative = bytes[at] === 45;
    if (negative) at++;
    for (let digit = bytes[at] ?? 0; digit >= 48 && digit <= 57 && at < length; digit = bytes[++at] ?? 0)
      value = value * 10 + digit - 48;
    fields.push(negative ? -value : value);
    if (bytes[at] === SPACE) at++;
    else break;
  }
  const [parentPid, group, session] = fields;
  const startTicks = fields[FIELDS_FROM_STATE_TO_START - 2];
  if (parentPid === undefined || group === undefined || session === undefined || startTicks === undefined)
    return undefined;
  const nameStart = bytes.indexOf(OPENING_PARENTHESIS) + 1;
  const name = bytes.toString("utf8", nameStart, nameEnd);
  return { pid, name, state: String.fromCharCode(bytes[nameEnd + 2] ?? 63), parentPid, group, session, startTicks };
}
