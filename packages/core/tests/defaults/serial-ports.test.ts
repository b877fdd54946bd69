import { describe, expect, test } from 'vitest';
import { planDomain } from '../../src/index.ts';

/**
 * Serial devices by letter: `I` is written as isa-serial without a port, a to d with ports 0 to 3; `N` says nothing, `P` and
 * `Q` only ports 1 and 0; `U` is usb-serial, `V` with port 2. Behind it the ports that libvirt 9.0, 11.3 and 12.9 give.
 */
const ANSWERS = `
  II 0 1, III 0 1 2, IIII 0 1 2 3, INI 0 2 1, NII 2 0 1, PII 1 0 1, NNI 1 2 0, IPN 0 1 2
  aI 0 1, Ia 1 0, bI 1 0, Ib 0 1, cI 2 0, Ic 0 2, dI 3 0, Id 0 3, bII 1 0 2, IbI 0 1 2, IIb 0 2 1, cII 2 0 1
  abI 0 1 2, acI 0 2 1, IaI 1 0 2, dII 3 0 1, IdI 0 3 1, cIII 2 0 1 3, IcN 0 2 3, cIN 2 0 3, cNI 2 3 0, NcI 3 2 0
  UI 1 0, UII 2 0 1, UIN 1 0 2, VI 2 0, IV 0 2, VIN 2 0 3, PIN 1 0 2, NIP 2 0 1, QIN 0 0 1, IQN 0 0 1, UN 0 1, NU 0 1
  VN 2 3, NV 3 2`;

const target = (type?: string, port?: number): string =>
  `<serial type='pty'><target${type === undefined ? '' : ` type='${type}'`}${port === undefined ? '' : ` port='${port}'`}/></serial>`;

const SERIALS: Readonly<Record<string, string>> = {
  I: target('isa-serial'),
  a: target('isa-serial', 0),
  b: target('isa-serial', 1),
  c: target('isa-serial', 2),
  d: target('isa-serial', 3),
  N: "<serial type='pty'/>",
  P: target(undefined, 1),
  Q: target(undefined, 0),
  U: target('usb-serial'),
  V: target('usb-serial', 2),
};

function portsOf(letters: string, profile: string): string {
  const devices = [...letters].map((letter) => SERIALS[letter]).join('');
  const head = "<domain type='qemu'><name>a</name><memory>524288</memory><os><type machine='pc'>hvm</type></os>";
  const result = planDomain(`${head}<devices>${devices}</devices></domain>`, { profile });
  if (!result.ok) return 'refused';
  return result.plan.domain.devices.serial.map(({ targetPort }) => targetPort).join(' ');
}

describe('ports of serial devices (D-1)', () => {
  const rows = ANSWERS.trim()
    .split(/,\s*|\n\s*/)
    .map((row) => [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)] as const);

  test.each(['9.0', '11.3', '12.9'])('what is written as ISA fills its own gaps first: libvirt %s', (profile) => {
    const ours = rows.map(([letters]) => [letters, portsOf(letters, profile)]);
    expect(ours).toEqual(rows.map(([...row]) => row));
  });

  test('libvirt 7.0 numbers in order, after the highest port before', () => {
    const given = ['NII 0 1 2', 'Ib 0 1', 'bI 1 2', 'PII 1 2 3', 'IQN 0 0 1'];
    expect(given.map((row) => `${row.split(' ')[0]} ${portsOf(row.split(' ')[0] ?? '', '7.0')}`)).toEqual(given);
  });
});
