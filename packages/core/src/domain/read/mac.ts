const MAC = /^([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2}):([0-9a-f]{1,2})(?:\s|$)/i;

/** As libvirt stores it, and as nearly everybody writes it. */
const STORED = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/;

/**
 * A MAC address as libvirt stores it, `52:54:00:00:00:01`: bytes may have one digit, and what follows white space does not
 * count. Undefined for anything else (E-PARSE).
 */
export function parseMac(text: string): string | undefined {
  if (STORED.test(text)) return text;
  return MAC.exec(text)
    ?.slice(1)
    .map((byte) => byte.toLowerCase().padStart(2, '0'))
    .join(':');
}

/** True for the address of a group, which no interface can have. */
export function isMulticast(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1;
}
