import { canonicalXml, type Plan } from '@rootport/core';

/** Lines between two offsets of a document, an element each, in order and without indentation. */
export function elementLines(xml: string, from: number, to: number): readonly string[] {
  return xml
    .slice(from, to)
    .split(/\n|(?<=>)(?=<)/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Lines of the devices; a MAC may be made up at random, the emulator is the host's. */
function deviceLines(xml: string): readonly string[] {
  const lines = elementLines(xml, xml.indexOf('<devices'), xml.lastIndexOf('</devices>'));
  return lines.filter((line) => !/^<(?:mac|emulator)\b/.test(line));
}

/** The first line in which our lines and libvirt's differ; undefined for none. */
export function firstDifference(ours: readonly string[], theirs: readonly string[]): string | undefined {
  const at = theirs.findIndex((line, index) => ours[index] !== line);
  if (at >= 0) return `libvirt ${theirs[at]}, ours ${ours[at]}`;
  return ours.length === theirs.length ? undefined : `ours has ${ours[theirs.length]} besides`;
}

/** The first line in which the devices of our canonical document and of libvirt's answer differ; undefined for none. */
export function devicesDiffer(plan: Plan, output: string): string | undefined {
  return firstDifference(deviceLines(canonicalXml(plan)), deviceLines(output));
}
