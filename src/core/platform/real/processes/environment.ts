/** The environment of what we start: our own, without what was meant for us alone. */

/** Marks everything that one `run` has started, wherever it went. */
export const RUN_MARK = "CHIRON_RUN";

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const OURS = new Set([
  // Of Chiron: a mark must not pass from one thing it started to another.
  RUN_MARK,
  "CHIRON_SERVICE",
  "CHIRON_TOKEN",
  // Of the shell that started us; a standby's shell would change them, so that nobody gets them.
  "_",
  "OLDPWD",
  "PWD",
  "SHLVL",
  // Of Node and npm.
  "INIT_CWD",
  "NODE_CHANNEL_FD",
  "NODE_CHANNEL_SERIALIZATION_MODE",
  "NODE_OPTIONS",
  "NODE_TEST_CONTEXT",
  "NODE_UNIQUE_ID",
  // Of a service manager that watches us by them.
  "INVOCATION_ID",
  "JOURNAL_STREAM",
  "LISTEN_FDNAMES",
  "LISTEN_FDS",
  "LISTEN_PID",
  "MAINPID",
  "MANAGERPID",
  "NOTIFY_SOCKET",
  "WATCHDOG_PID",
  "WATCHDOG_USEC",
]);

/** For a program that must not be led by variables: where programs are found, and what is given on purpose. */
export function bareEnvironment(added: Readonly<Record<string, string>>, cwd: string): Record<string, string> {
  const { PATH } = process.env;
  return { ...(PATH === undefined ? {} : { PATH }), PWD: cwd, ...added };
}

export function childEnvironment(added: Readonly<Record<string, string>>, cwd: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // Shells drop names that are not identifiers; so do we, so that it makes no difference how a process was started.
    if (value === undefined || OURS.has(name) || name.startsWith("npm_") || !IDENTIFIER.test(name)) continue;
    environment[name] = value;
  }
  environment.PWD = cwd;
  return Object.assign(environment, added);
}
