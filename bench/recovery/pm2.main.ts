/** Fetches PM2 into its own folder, where benchmarks and tests find it. */
import { installedPm2 } from "./pm2-install.ts";

const installed = await installedPm2();
console.log(installed === undefined ? "PM2 cannot be had" : `PM2 ${installed.version}`);
process.exitCode = installed === undefined ? 1 : 0;
