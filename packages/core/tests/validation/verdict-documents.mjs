// The documents of verdicts.json, for the test and for scripts/record-verdicts.mjs.

const MACHINES = {
  virt: ['aarch64', 'virt'],
  riscv: ['riscv64', 'virt'],
  s390: ['s390x', 's390-ccw-virtio'],
  pseries: ['ppc64', 'pseries'],
  sun4u: ['sparc64', 'sun4u'],
  sun4v: ['sparc64', 'sun4v'],
  g3beige: ['ppc', 'g3beige'],
  mac99: ['ppc', 'mac99'],
  malta: ['mips', 'malta'],
};

/**
 * The document of a row: devices on a machine, and what stands before them.
 * @param {{ machine: string, before?: string, devices: string, kind?: string }} row
 * @returns {string}
 */
export function documentOf({ machine, before = '', devices, kind = 'hvm' }) {
  const [arch, name] = MACHINES[machine] ?? ['x86_64', machine];
  return `<domain type='qemu'><name>v</name><memory unit='KiB'>1048576</memory><vcpu>1</vcpu>${before}<os><type arch='${arch}' machine='${name}'>${kind}</type></os><features><acpi/></features><devices>${devices}</devices></domain>`;
}

/**
 * The errors of an answer in one line each: code, and the values that it names.
 * @param {{ ok: boolean, diagnostics: readonly { severity: string, code: string, values: object }[] }} result
 * @returns {readonly string[]}
 */
export function wordsOf({ ok, diagnostics }) {
  if (ok) return [];
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  return errors.map(({ code, values }) => `${code} ${Object.values(values).join(', ')}`);
}
