/** Writing through a synchronous handle, which may take fewer bytes than it is given. */

/**
 * Writes bytes from a place on.
 * @returns false where there is no room for all of them; some may then have been written.
 * @throws whatever the browser throws.
 */
export function writeWhole(
  handle: FileSystemSyncAccessHandle,
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
): boolean {
  for (let at = 0; at < bytes.length;) {
    const written = handle.write(bytes.subarray(at), { at: from + at });
    // A full disk may take fewer bytes than it was given, without complaint; where there is no room, Chromium answers
    // with an error's number without its sign: 4,294,967,288.
    if (written <= 0 || written > bytes.length - at) return false;
    at += written;
  }
  return true;
}
