/**
 * An ecosystem file for PM2, with the same decisions as the systemd unit: the main process is started again whatever it ended by, and only
 * that process is signalled (`treekill: false`), since it ends healers and services itself.
 */
export interface Pm2Options {
  readonly name: string;
  /** Absolute, each. */
  readonly node: string;
  readonly program: string;
  readonly configFile: string;
  readonly dataDir: string;
  readonly folder: string;
}

export function ecosystemText({ name, node, program, configFile, dataDir, folder }: Pm2Options): string {
  const app = {
    name,
    script: program,
    interpreter: node,
    args: ["--config", configFile, "--data-dir", dataDir, "up", "--unattended"],
    cwd: folder,
    exec_mode: "fork",
    autorestart: true,
    restart_delay: 200,
    // It counts short lives; one that is not to be tried any more ends with 2.
    max_restarts: 1_000_000,
    stop_exit_codes: [2],
    treekill: false,
    kill_signal: "SIGTERM",
    kill_timeout: 90_000,
    // Its output goes where PM2 keeps logs; another watch over its files is not wanted.
    watch: false,
  };
  return `module.exports = ${JSON.stringify({ apps: [app] }, null, 2)};\n`;
}
