/** Line breaks stay; terminal sequences, invisible and reversing characters go. */
export function plainText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]+|\p{Cf}+/gu, "");
}
