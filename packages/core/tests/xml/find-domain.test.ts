import { expect, test } from 'vitest';
import { elementPath, findDomain, parseXml } from '../../src/xml/index.ts';

test.each([
  ['<domain/>', '/domain'],
  ["<domainsnapshot><name/><domain type='kvm'/></domainsnapshot>", '/domainsnapshot/domain'],
  ["<domainsnapshot><inactiveDomain/><domain type='kvm'/></domainsnapshot>", '/domainsnapshot/domain'],
  ["<domaincheckpoint><domain type='kvm'/></domaincheckpoint>", '/domaincheckpoint/domain'],
  ["<domstatus state='running'><domain><name/></domain></domstatus>", '/domstatus/domain'],
])('finds the domain in %s', (source, path) => {
  const found = findDomain(parseXml(source).document);
  expect(found.ok && elementPath(found.domain)).toBe(path);
});

test.each([
  ['', 'RP1005', {}],
  ['<network/>', 'RP1002', { found: 'network' }],
  ['<domainCapabilities><domain>kvm</domain></domainCapabilities>', 'RP1002', { found: 'domainCapabilities' }],
  ["<domains><domain type='a'/><domain type='b'/></domains>", 'RP1003', { count: 2 }],
  ['<domain/><domain/><domain/>', 'RP1003', { count: 3 }],
])('refuses %j with %s', (source, code, values) => {
  const found = findDomain(parseXml(source).document);
  expect(found).toMatchObject({ ok: false, diagnostic: { code, values } });
});
