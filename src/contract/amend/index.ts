/** A contract that is behind what is sent → the smallest edit of its text (CONTRACT-10). */
export { typeOfText } from "./types.ts";
