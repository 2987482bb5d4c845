/**
 * The sentences of the story, loaded when the first is wanted: an engine at rest tells nobody anything, and most of its life it is at rest. Loaded at
 * once where they are wanted, since what is recorded right then may hold them.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export function story() {
  const { chapterOf, choicesOfTask, tellEvent, writePostMortem }: typeof import("#surface/story") =
    require("#surface/story");
  return { chapterOf, choicesOfTask, tellEvent, writePostMortem };
}
