/** A control group as an owner names it: its folder. */
import { z } from "zod";

export const controlGroup = z
  .string()
  .max(4_096)
  .regex(/^\/(?!\/)(?!(.*\/)?\.{1,2}(\/|$)).*[^/]$/, "is not an absolute path without . and .. in it");
