/** The two processes that can repair; the watchdog is none: it only brings them back. */
export const healers = ["engine", "mender"] as const;
export type Healer = (typeof healers)[number];
