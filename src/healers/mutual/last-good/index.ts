/**
 * What worked last: the configuration with every file that it names, by content, and the release. Kept by the engine once it has been well
 * for a while; used in place of what crashes on start. The user's own files are never written to. Needs files, and nothing else.
 */
export {
  hashOf,
  type KeptConfiguration,
  type KeptFile,
  keepConfiguration,
  readKept,
  readKeptText,
  stageConfiguration,
} from "./configuration.ts";
export {
  canPutBackConfiguration,
  canPutBackRelease,
  changesSinceGood,
  putBackConfiguration,
  putBackNext,
  putBackRelease,
} from "./put-back.ts";
export {
  isStillRefused,
  readRefusals,
  refuseConfiguration,
  refuseRelease,
  tryConfigurationAgain,
  tryReleaseAgain,
} from "./refused.ts";
export { keepRelease, launcherFor, ownRelease } from "./release.ts";
export { beginStart, readStart, startFailed, startIsOver } from "./start.ts";
export { lastGoodView } from "./view.ts";
