// An OCI layout as a tar, made without root and without a container engine: one layer, no shell, no user but a number.
// Times are fixed, so that the same files give the same bytes.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const run = (command, ...args) => execFileSync(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Copies a program into the tree of an image, and the libraries that it is linked to. */
export function putProgram(program, root, path) {
  mkdirSync(join(root, 'lib64'), { recursive: true });
  mkdirSync(join(root, path, '..'), { recursive: true });
  cpSync(program, join(root, path));
  const libraries =
    run('ldd', program)
      .toString()
      .match(/\/\S+(?= \()/g) ?? [];
  for (const library of libraries) {
    const to = join(root, library);
    mkdirSync(join(to, '..'), { recursive: true });
    cpSync(library, to, { dereference: true });
  }
}

/**
 * Writes the image of a tree. `image`: title, description, version, source, user (UID:GID), entrypoint (list), made (the
 * command that makes it); `time`: seconds since 1970; `work`: a folder to work in; `file`: the tar.
 */
export function writeOciLayout(root, { image, time, work, file }) {
  const tar = join(work, 'layer.tar');
  const pack = (folder, to, ...what) =>
    run(
      'tar',
      '--sort=name',
      `--mtime=@${time}`,
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '-C',
      folder,
      '-cf',
      to,
      ...what,
    );
  pack(root, tar, '.');
  const layer = readFileSync(tar);
  const layout = join(work, 'oci');
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const blob = (mediaType, bytes) => {
    const digest = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', digest), bytes);
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  const json = (mediaType, value) => blob(mediaType, Buffer.from(JSON.stringify(value)));
  const created = new Date(time * 1000).toISOString();
  const labels = {
    'org.opencontainers.image.title': image.title,
    'org.opencontainers.image.description': image.description,
    'org.opencontainers.image.version': image.version,
    'org.opencontainers.image.source': image.source,
    'org.opencontainers.image.licenses': 'Apache-2.0',
    'org.opencontainers.image.created': created,
  };
  const config = json('application/vnd.oci.image.config.v1+json', {
    created,
    architecture: 'amd64',
    os: 'linux',
    config: { User: image.user, Entrypoint: image.entrypoint, WorkingDir: '/', Labels: labels },
    rootfs: { type: 'layers', diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`] },
    history: [{ created, created_by: image.made }],
  });
  const manifest = json('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config,
    layers: [blob('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(layer, { level: 9 }))],
    annotations: labels,
  });
  const index = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [{ ...manifest, annotations: { 'org.opencontainers.image.ref.name': image.version } }],
  };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  pack(layout, file, 'oci-layout', 'index.json', 'blobs');
}
