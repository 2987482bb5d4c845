/** `Version: v2.1 (2025)` → `2.1`. */
export function versionIn(text: string): string | null {
  return (
    /(?:^|[\sv(])v?(\d{1,6}(?:\.\d{1,6}){0,3}(?:-[0-9A-Za-z.-]{1,30})?)(?=[\s),;.]|$)/i.exec(text.trim())?.[1] ?? null
  );
}
