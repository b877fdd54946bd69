// Refusals, sorted into kinds. What libvirt says is not kept in the recorded sets: each refusal
// is kept as its error code, a kind, and the values the message names. A kind is a short hash of
// the message with every value taken out; kinds.json says in our own words what each one means.
import { createHash } from 'node:crypto';

const VALUE = /'[^']*'|\b[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]\b|\b0x[0-9a-f]+\b|\b\d+\b/gi;
export function kindOf(error) {
  const values = error.message.match(VALUE) ?? [];
  const bare = error.message.replace(VALUE, '#').replace(/\s+/g, ' ').trim();
  const kind = createHash('sha1').update(`${error.name}|${bare}`).digest('hex').slice(0, 8);
  return { kind, values: values.map((v) => v.replace(/^'|'$/g, '')) };
}
