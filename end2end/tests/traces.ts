// Looking for secrets in bytes, however they may have been written down.

/** Every way in which a text may stand in other bytes. */
export function spellings(secret: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  found.set('as it is', secret);
  found.set('UTF-16', Buffer.from(secret.toString('utf8'), 'utf16le'));
  found.set('hex', Buffer.from(secret.toString('hex')));
  found.set('hex, capitals', Buffer.from(secret.toString('hex').toUpperCase()));
  for (const offset of [0, 1, 2]) {
    // Base64 of the secret inside other bytes: what the neighbours change is cut off.
    const text = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64').replace(/=+$/, '');
    const inner = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + secret.length) * 8) / 6));
    found.set(`base64 at offset ${offset}`, Buffer.from(inner));
    found.set(`base64url at offset ${offset}`, Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_')));
  }
  return found;
}

/** Which of the secrets stand in these bytes, and how. */
export function traces(bytes: Buffer, secrets: Map<string, Buffer>): string[] {
  const found: string[] = [];
  for (const [name, secret] of secrets) {
    for (const [spelling, wanted] of spellings(secret)) {
      if (bytes.includes(wanted)) found.push(`${name}, ${spelling}`);
    }
  }
  return found;
}
