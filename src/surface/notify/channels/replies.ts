/** The option of two-way channels that says whose replies count. */
import { z } from "zod";

export const repliesFrom = <S extends z.ZodType<string>>(sender: S) =>
  z
    .strictObject({ from: z.array(sender).min(1).max(50).describe("Who may answer; whoever it is, they may approve") })
    .describe("Whether questions can be answered by a reply, and by whom. Without it nothing is listened to");
