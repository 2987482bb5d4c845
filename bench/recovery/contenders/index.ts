import type { Contender } from "../contender.ts";
import { bareC } from "./bare-c.ts";
import { bareNode } from "./bare-node.ts";
import { chiron } from "./chiron.ts";
import { chironPidFile } from "./chiron-pid-file.ts";
import { monit } from "./monit.ts";
import { pm2 } from "./pm2.ts";
import { runit } from "./runit.ts";
import { s6 } from "./s6.ts";
import { supervisord } from "./supervisord.ts";

/** All contenders, in the order of the report. */
export const CONTENDERS: readonly Contender[] = [
  bareC,
  bareNode,
  chiron,
  chironPidFile,
  runit,
  pm2,
  monit,
  s6,
  supervisord,
];
