import type { Contender } from "../contender.ts";
import { chiron } from "./chiron.ts";
import { monit } from "./monit.ts";
import { prometheus } from "./prometheus.ts";

/** All contenders, in the order in which they are measured. */
export const CONTENDERS: readonly Contender[] = [chiron, monit, prometheus];
