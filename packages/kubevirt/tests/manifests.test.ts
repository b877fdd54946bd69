import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

function manifest(name: string) {
  const text = readFileSync(new URL(`../manifests/${name}`, import.meta.url), 'utf8');
  return parseAllDocuments(text).map((document) => {
    expect('errors' in document && document.errors).toEqual([]);
    return 'toJS' in document ? document.toJS() : undefined;
  });
}

const [plugin] = manifest('plugin.yaml');
const [policy, binding] = manifest('policy.yaml');
const expression: string = policy.spec.mutations[0].applyConfiguration.expression;

describe('the manifests', () => {
  test('name a socket that KubeVirt admits (I-KP-CRD)', () => {
    const [{ sidecar }] = plugin.spec.domainHooks;
    expect(sidecar.socketPath).toMatch(new RegExp(`^/var/run/kubevirt-plugin/${plugin.metadata.name}/.*\\.sock$`));
    expect(sidecar.socketPath.length).toBeLessThanOrEqual(108);
    const command = readFileSync(new URL('../src/command.ts', import.meta.url), 'utf8');
    expect(command).toContain(`plugin: '${sidecar.socketPath}'`);
  });

  test('add a container that mounts its own folder of the sockets (I-KP-POD)', () => {
    expect(expression).toContain('restartPolicy: "Always"');
    expect(expression).toContain(`mountPath: "/var/run/kubevirt-plugin/${plugin.metadata.name}"`);
    expect(expression).toContain(`subPath: "${plugin.metadata.name}"`);
    expect(expression.split(/[{}]/).length % 2).toBe(1);
    expect(binding.spec.policyName).toBe(policy.metadata.name);
    expect(plugin.spec.mutatingAdmissionPolicies).toEqual([{ name: policy.metadata.name }]);
  });

  test('do not ask for the root user', () => {
    expect(expression).toContain('runAsNonRoot: true');
    expect(expression).toContain('drop: ["ALL"]');
  });
});
