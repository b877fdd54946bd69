import { canonicalXml, type Plan } from '@rootport/core';

/** Lines of the devices, in order, without indentation; a MAC may be made up at random, the emulator is the host's. */
function deviceLines(xml: string): readonly string[] {
  const devices = xml.slice(xml.indexOf('<devices'), xml.lastIndexOf('</devices>'));
  const lines = devices.split(/\n|(?<=>)(?=<)/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !/^<(?:mac|emulator)\b/.test(line));
}

/** The first line in which the devices of our canonical document and of libvirt's answer differ; undefined for none. */
export function devicesDiffer(plan: Plan, output: string): string | undefined {
  const [ours, theirs] = [deviceLines(canonicalXml(plan)), deviceLines(output)];
  const at = theirs.findIndex((line, index) => ours[index] !== line);
  if (at >= 0) return `libvirt ${theirs[at]}, ours ${ours[at]}`;
  return ours.length === theirs.length ? undefined : `ours has ${ours[theirs.length]} besides`;
}
