/** E-mail, by SMTP (RFC 5321) with TLS and a log-in; what speaks SMTP and makes MIME is nodemailer, loaded with the first mail. */
import { z } from "zod";
import { secretEnv, secretFile } from "#core/lib";
import { type Delivery, defineChannel } from "#core/model";
import { oneOf, timeoutOf } from "../address.ts";
import { sending } from "../sending.ts";
import { composeMail } from "./mail.ts";
import { deliver } from "./smtp.ts";

/** What a header, an envelope and a human can hold without quoting; no line break, comma, bracket or second '@'. */
const mailAddress = z
  .string()
  .max(254)
  .regex(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/, "is not a mail address");
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
const passwords = oneOf(["passwordFile", "passwordEnv"], false);
const usualPorts = { starttls: 587, implicit: 465, none: 25 } as const;

export const email = defineChannel({
  name: "email",
  summary: "Sends each message as a plain-text mail by SMTP",
  schema: z
    .strictObject({
      host: z
        .string()
        .regex(/^[A-Za-z0-9.:-]{1,253}$/, "is not a host's name or address")
        .describe("The mail server that takes what is submitted"),
      port: z
        .number()
        .int()
        .min(1)
        .max(65_535)
        .optional()
        .describe("Default: 587, with implicit TLS 465, without TLS 25"),
      tls: z
        .enum(["starttls", "implicit", "none"])
        .default("starttls")
        .describe("How the connection is encrypted; `none` only to this machine itself"),
      caFile: z.string().min(1).optional().meta({
        path: true,
        description: "Certificates (PEM) that are trusted beside the usual ones, for a server of your own",
      }),
      user: z.string().min(1).max(200).optional().describe("The name to log in with; without it there is no log-in"),
      passwordFile: secretFile("the password"),
      passwordEnv: secretEnv("the password"),
      from: mailAddress.describe("The sender's address"),
      to: z.array(mailAddress).min(1).max(50).describe("The recipients' addresses"),
      timeout: timeoutOf(30_000),
    })
    .refine(passwords.check, { error: passwords.error })
    .refine(
      ({ user, passwordFile, passwordEnv }) => (user === undefined) === ((passwordFile ?? passwordEnv) === undefined),
      {
        error: "needs a user and a password (passwordFile or passwordEnv), or neither",
      },
    )
    .refine(({ tls, host }) => tls !== "none" || loopback.test(host), {
      error: "goes without TLS only to this machine itself; use starttls or implicit",
      path: ["tls"],
    }),
  send: (message, options, context) => {
    const secrets = { password: { file: options.passwordFile, env: options.passwordEnv } };
    return sending(
      context,
      { timeoutMs: options.timeout, secrets },
      async ({ password }, signal): Promise<Delivery> => {
        const { host, tls, from, to, user, timeout, caFile } = options;
        const mail = await composeMail(message, { from, to, node: context.node });
        return deliver({
          host,
          port: options.port ?? usualPorts[tls],
          tls,
          extraCertificates: caFile === undefined ? undefined : await context.files.read(caFile, 1_048_576),
          login: user === undefined ? undefined : { user, pass: password ?? "" },
          timeoutMs: timeout,
          envelope: { from, to: [...to] },
          mail,
          signal,
        });
      },
    );
  },
});
