/** An output beside the words of its contract, with what differs marked in both. Pure, and bounded whatever comes. */
export { type Beside, outputBesideContract, type Recorded } from "./beside.ts";
