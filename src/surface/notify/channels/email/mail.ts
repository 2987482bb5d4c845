/** A message as a mail: plain text, one line for a subject, and an id of which a mailbox can tell that it had it before. */
import type { Message } from "#core/model";
import { limited, line, printable } from "../plain.ts";

const mostSubjectBytes = 200;
const mostBytes = 100_000;

export interface MailFacts {
  readonly from: string;
  readonly to: readonly string[];
  readonly node: string;
}

/** The mail as it goes over the wire. */
export async function composeMail(message: Message, { from, to, node }: MailFacts): Promise<Buffer> {
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const domain = from.slice(from.indexOf("@") + 1);
  // Mails of one incident stand together in a mailbox: all of them answer a first one that was never sent.
  const thread = message.incident === null ? undefined : `<${idPart(message.incident)}.incident@${domain}>`;
  const mail = new MailComposer({
    from,
    to: [...to],
    subject: limited(line(message.subject), mostSubjectBytes).replaceAll("\n", " "),
    text: limited(printable(message.body), mostBytes),
    messageId: `<${idPart(message.id)}@${domain}>`,
    ...(thread === undefined ? {} : { inReplyTo: thread, references: thread }),
    date: new Date(message.createdAt),
    headers: {
      // No out-of-office answers to a machine (RFC 3834).
      "Auto-Submitted": "auto-generated",
      "X-Chiron-Node": line(node),
      ...(message.route === "page" ? { Importance: "high", "X-Priority": "1" } : {}),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

/** Ids are ours and simple; whatever else they might hold has no place between angle brackets. */
function idPart(id: string): string {
  return id.replace(/[^A-Za-z0-9._-]/g, "-");
}
