// The main script of the single executable. A call loads the chunks that it needs, with V8's code of them: one text of the
// whole command made a start slower than under Node.
import { getRawAsset } from 'node:sea';
import { chunkLoader } from './chunks.mjs';

chunkLoader((name) => ({
  text: Buffer.from(getRawAsset(name)).latin1Slice(),
  cachedData: new Uint8Array(getRawAsset(`${name}.code`)),
})).load('main.cjs');
