/** What each role may, in words; each may what the ones before it may as well. */
import type { Role } from "#core/model";

export const roleMeanings: Readonly<Record<Role, string>> = {
  viewer: "looks, and changes nothing",
  operator: "operates: pauses, silences, acknowledges, probes, starts and stops",
  approver: "operates, and decides what Chiron asks for",
  admin: "operates, decides, and gives grants",
};
