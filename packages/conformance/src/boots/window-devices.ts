/** A device or bridge of a case, with what is behind it. */
export interface WindowNode {
  readonly name: string;
  readonly below: readonly WindowNode[];
}

/**
 * Reads what a guest has: names with spaces between, and in brackets behind a bridge what it leads to; a number before
 * a name is how many of it. Bridges: `port`, `closed` (a port without hotplug), `switch` (each thing below has a port of
 * its own), `bridge` (a conventional one, with a root port before it on PCI Express), `expander`. Devices: a size such
 * as `512G` is shared memory; `qxl-256-128` is a display with so many MiB in its two BARs, `vga-256` and `bochs-256` are
 * displays with one; `ac97`; `nothing` leaves a port of a switch empty; all else is the model of an interface.
 */
export function parseWindowDevices(text: string): readonly WindowNode[] {
  const words = text.match(/[()]|[^()\s]+/g) ?? [];
  let at = 0;
  const list = (): readonly WindowNode[] => {
    const nodes: WindowNode[] = [];
    while (at < words.length && words[at] !== ')') {
      const times = /^\d+$/.test(words[at] ?? '') ? Number(words[at++]) : 1;
      const name = words[at++] ?? '';
      let below: readonly WindowNode[] = [];
      if (words[at] === '(') {
        at += 1;
        below = list();
        if (words[at++] !== ')') throw new Error(`a bracket is open: ${text}`);
      }
      for (let time = 0; time < times; time += 1) nodes.push({ name, below });
    }
    return nodes;
  };
  const nodes = list();
  if (at < words.length) throw new Error(`a bracket too many: ${text}`);
  return nodes;
}
