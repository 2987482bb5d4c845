/** What the shapes of answers are made of. */
import { z } from "zod";

export const time = z.iso.datetime();
export const text = z.string();
export const whole = z.number().int().nonnegative();
export const values = z.record(text, z.union([text, z.number(), z.boolean(), z.null()]));
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
