/** A CSV file as text: what people export is UTF-8, UTF-16 with a mark, or Windows-1252. */

/** What fits into one request, with room for the quotes and breaks that JSON escapes. */
export const MAX_FILE_BYTES = 4_000_000;

export async function readText(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await bytesOf(file));
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function bytesOf(file: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.onerror = () => reject(new Error('The file could not be read.'));
    reader.readAsArrayBuffer(file);
  });
}
