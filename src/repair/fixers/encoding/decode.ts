/** Texts in the encodings that were in use before UTF-8. */
export type Endian = "little-endian" | "big-endian";

const SAMPLE_BYTES = 4_096;

/** By its mark, or by the zero bytes that Western text has in UTF-16 and no text has in UTF-8. */
export function looksLikeUtf16(bytes: Uint8Array): Endian | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "little-endian";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "big-endian";
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < 4 || bytes.length % 2 !== 0) return undefined;
  let [even, odd] = [0, 0];
  sample.forEach((byte, at) => {
    if (byte !== 0) return;
    if (at % 2 === 0) even++;
    else odd++;
  });
  const half = sample.length / 2;
  if (odd > half * 0.7 && even === 0) return "little-endian";
  return even > half * 0.7 && odd === 0 ? "big-endian" : undefined;
}

/** Undefined when it is not UTF-16 throughout. */
export function decodeUtf16(bytes: Uint8Array, endian: Endian): string | undefined {
  try {
    return new TextDecoder(endian === "little-endian" ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Letters, and the signs that Western texts use; in Windows-1252 as in Latin-1. */
const WESTERN = /^[\u00A0-\u00FF‘’“”–—…€•™œŒšŠžŽ]$/;
/** Bytes that mean the same in most of the encodings that were in use (ISO 8859-1, -2, -9, -15, Windows-1250, -1252, -1254). */
const SAME_IN_MOST = /[äöüÄÖÜßéáíóúÉÁÍÓÚçÇëôâîÔÂÎ§°±´÷×\u00A0]/;

export interface Western {
  readonly text: string;
  readonly isCertain: boolean;
}

/** Undefined when there is UTF-8 among it, or a byte that Western text has not. */
export function readAsWestern(bytes: Uint8Array): Western | undefined {
  const text = new TextDecoder("windows-1252").decode(bytes);
  const signs = [...text].filter((sign) => sign > "\u007F");
  if (signs.some((sign) => !WESTERN.test(sign)) || /[ÂÃâ][\u0080-\u00BF‘’“”–—…€™]/.test(text)) return undefined;
  return { text, isCertain: signs.every((sign) => SAME_IN_MOST.test(sign)) };
}

/** Of UTF-8 that was read as Windows-1252 and written as UTF-8 again; undefined when the way back is not sure. */
export function unmangle(text: string): string | undefined {
  if (!/[ÂÃâ][\u0080-\u00BF‘’“”–—…€™]/.test(text)) return undefined;
  const bytes: number[] = [];
  for (const sign of text) {
    const byte = byteOf(sign);
    if (byte === undefined) return undefined;
    bytes.push(byte);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return undefined;
  }
}

const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";

function byteOf(sign: string): number | undefined {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80 || (code >= 0xa0 && code <= 0xff)) return code;
  const at = WINDOWS_1252.indexOf(sign);
  return at < 0 ? undefined : 0x80 + at;
}
