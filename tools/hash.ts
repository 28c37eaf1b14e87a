/**
 * Telling texts apart.
 *
 * @module
 */

/** SHA-256 of a text in hexadecimal digits, whatever its line ends are. */
export async function hashOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text.replaceAll("\r\n", "\n"));
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return new Uint8Array(hash).toHex();
}
