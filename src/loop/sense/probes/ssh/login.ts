/** The login as a command: ssh(1) with nothing left to its configuration, its agent or a human. */
import type { RunResult } from "#core/platform";

/** ssh's own exit code for what went wrong before the command ran; any other is the command's. */
const sshFailed = 255;

interface Login {
  readonly host: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly identityFile?: string | undefined;
  readonly knownHostsFile?: string | undefined;
}

export function loginCommand(login: Login, deadlineMs: number): readonly string[] {
  const { host, port, user, identityFile, knownHostsFile } = login;
  const option = (text: string) => ["-o", text];
  return [
    ...["ssh", "-F", "none", "-T", "-n", "-x", "-a", "-p", String(port)],
    ...option("BatchMode=yes"),
    ...option("StrictHostKeyChecking=yes"),
    ...option("UpdateHostKeys=no"),
    ...option("ControlPath=none"),
    ...option(`ConnectTimeout=${Math.max(1, Math.ceil(deadlineMs / 1_000))}`),
    ...(knownHostsFile === undefined
      ? []
      : [...option(`UserKnownHostsFile=${quote(knownHostsFile)}`), ...option("GlobalKnownHostsFile=none")]),
    ...(identityFile === undefined ? [] : [...option("IdentitiesOnly=yes"), "-i", identityFile]),
    ...(user === undefined ? [] : ["-l", user]),
    ...["--", host, "true"],
  ];
}

/** ssh reads a list of files there, with `%` and `~` in them. */
function quote(path: string): string {
  return `"${path.replaceAll("%", "%%")}"`;
}

/** Undefined when it got in. */
export function whyNot({ code, failure, signal, stderr }: RunResult): string | undefined {
  if (failure !== undefined) return failure;
  if (code !== null && code !== sshFailed) return undefined;
  const line =
    stderr
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/[^\x20-\x7e]/g, " ")
      .trim()
      .slice(0, 200) ?? "";
  const end = code === null ? `the login was ended by ${signal}` : "the login failed";
  return line === "" ? end : `${end}: ${line}`;
}
