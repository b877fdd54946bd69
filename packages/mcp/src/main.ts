#!/usr/bin/env node
import { Readable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { STDIO_DEFAULT_MAX_BUFFER_SIZE } from '@modelcontextprotocol/sdk/shared/stdio.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';

import { type Arguments, callTool, TOOLS } from './tools.ts';

declare const ROOTPORT_VERSION: string;

const server = new McpServer({ name: 'rootport', version: ROOTPORT_VERSION });
for (const tool of TOOLS) {
  const { name, title, description, inputSchema } = tool;
  server.registerTool(
    name,
    {
      title,
      description: `${description} The answer is what "rootport ${name} -o json" prints.`,
      inputSchema,
      outputSchema: z.looseObject({ formatVersion: z.string() }),
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    },
    async (given) => {
      const { isError, text, json } = await callTool(tool, given as Arguments);
      return { isError, content: [{ type: 'text', text }], ...(json === undefined ? {} : { structuredContent: json }) };
    },
  );
}
// Without anybody who gets the answers, there is nothing left to do.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(
    `rootport: error: cannot write <stdout>: ${error.message} [RP5003]\n  help: Make room there, or send the output elsewhere.\n`,
  );
  process.exit(2);
});
// What is no message has no id that an answer could have. Standard error says it in a line as well.
server.server.onerror = (error) => {
  const isJson = !(error instanceof SyntaxError);
  const isMessage = isJson && !(error instanceof z.ZodError);
  const message = isMessage ? error.message : `a line is no ${isJson ? 'message of JSON-RPC' : 'JSON'}`;
  process.stderr.write(`rootport-mcp: ${message.replace(/\s+/g, ' ').slice(0, 300)}\n`);
  if (isMessage) return;
  const code = isJson ? ErrorCode.InvalidRequest : ErrorCode.ParseError;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
};
const lines = Readable.from(wholeLines(process.stdin, STDIO_DEFAULT_MAX_BUFFER_SIZE), { objectMode: false });
// The transport closes by itself only when a message is too long.
server.server.onclose = () => {
  process.exitCode = 2;
  lines.destroy();
};
await server.connect(new StdioServerTransport(lines));

/** Collects chunks until a line ends or is too long: the transport copies and searches all that it has at each chunk. */
async function* wholeLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    kept.push(chunk);
    length += chunk.length;
    if (length <= longest && !chunk.includes('\n')) continue;
    yield Buffer.concat(kept);
    kept = [];
    length = 0;
  }
}
