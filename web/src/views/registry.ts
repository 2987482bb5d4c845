/** Every page, in the order of the navigation. The engine answers each first part of a path with the page (src/surface/api/pages). */
import type { ViewEntry } from "./view.ts";

export const views: readonly ViewEntry[] = [
  {
    pattern: "/",
    title: "Overview",
    navigation: { group: "now", icon: "overview", key: "o" },
    load: () => import("./overview/index.tsx"),
  },
  {
    pattern: "/incidents",
    title: "Incidents",
    navigation: { group: "now", icon: "incidents", key: "i" },
    load: () => import("./incidents/index.tsx"),
  },
  {
    pattern: "/incidents/:id",
    title: "Incident",
    navigation: null,
    load: () => import("./incident/index.tsx"),
  },
  {
    pattern: "/approvals",
    title: "Approvals",
    navigation: { group: "now", icon: "approvals", key: "a" },
    load: () => import("./approvals/index.tsx"),
  },
  {
    pattern: "/targets",
    title: "Targets",
    navigation: { group: "system", icon: "targets", key: "t" },
    load: () => import("./targets/index.tsx"),
  },
  { pattern: "/targets/:id", title: "Target", navigation: null, load: () => import("./target/index.tsx") },
  {
    pattern: "/runbooks",
    title: "Runbooks",
    navigation: { group: "system", icon: "runbooks", key: "r" },
    load: () => import("./runbooks/index.tsx"),
  },
  { pattern: "/runbooks/:id", title: "Runbook", navigation: null, load: () => import("./runbook/index.tsx") },
  {
    pattern: "/healers",
    title: "Healers",
    navigation: { group: "system", icon: "healers", key: "h" },
    load: () => import("./healers/index.tsx"),
  },
  {
    pattern: "/harmony",
    title: "Harmony",
    navigation: { group: "system", icon: "harmony", key: "m" },
    load: () => import("./harmony/index.tsx"),
  },
  {
    pattern: "/harmony/patterns/:id",
    title: "Drift",
    navigation: null,
    load: () => import("./pattern/index.tsx"),
  },
  {
    pattern: "/harmony/chains/:id",
    title: "Chain",
    navigation: null,
    load: () => import("./chain/index.tsx"),
  },
  {
    pattern: "/repair",
    title: "Repair",
    navigation: { group: "system", icon: "repair", key: "c" },
    load: () => import("./repair/index.tsx"),
  },
  {
    pattern: "/repair/:id",
    title: "Repair",
    navigation: null,
    load: () => import("./repair-task/index.tsx"),
  },
  {
    pattern: "/learning",
    title: "Learning",
    navigation: { group: "record", icon: "learning", key: "l" },
    load: () => import("./learning/index.tsx"),
  },
  {
    pattern: "/audit",
    title: "Audit",
    navigation: { group: "record", icon: "audit", key: "u" },
    load: () => import("./audit/index.tsx"),
  },
  {
    pattern: "/settings",
    title: "Settings",
    navigation: { group: "record", icon: "settings", key: "s" },
    load: () => import("./settings/index.tsx"),
  },
  {
    pattern: "/sign-in",
    title: "Sign in",
    navigation: null,
    load: () => import("./sign-in/index.tsx"),
  },
];
