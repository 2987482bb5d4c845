/** What each role may, in words; each may what the ones before it may as well. */
import type { Role } from "#core/model";

export const roleMeanings: Readonly<Record<Role, string>> = {
  viewer: "looks, and changes nothing",
  operator: "pauses, silences, acknowledges, probes, starts and stops",
  approver: "also decides what Chiron asks for",
  admin: "also gives grants",
};
