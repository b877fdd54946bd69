#!/usr/bin/env node
import { Readable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { createDiagnostic, diagnosticText } from '@rootport/core';
import { z } from 'zod';

import { type Arguments, callTool, LONGEST, TOOLS } from './tools.ts';

declare const ROOTPORT_VERSION: string;

/** Two documents of which every character is written as an escape have room. */
const LONGEST_LINE = 2 * LONGEST * '\\u0000'.length;

const server = new McpServer({ name: 'rootport', version: ROOTPORT_VERSION });
for (const tool of TOOLS) {
  const { name, title, description, inputSchema } = tool;
  server.registerTool(
    name,
    {
      title,
      description: `${description} The answer is what "rootport ${name} -o json" prints.`,
      // A mistyped name must not be passed over.
      inputSchema: z.strictObject(inputSchema),
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
  const diagnostic = createDiagnostic('RP5003', { values: { file: '<stdout>', problem: error.message } });
  process.stderr.write(`${diagnosticText(diagnostic, { file: 'rootport', source: '' })}\n`);
  process.exit(2);
});
// What is no message has no id that an answer could have. Standard error says it in a line as well.
server.server.onerror = (error) => {
  const isJson = !(error instanceof SyntaxError);
  const isMessage = isJson && !(error instanceof z.ZodError);
  const message = isMessage ? error.message : `a line is not ${isJson ? 'a message of JSON-RPC' : 'JSON'}`;
  if (isMessage) tell(message);
  else refuse(message, isJson ? ErrorCode.InvalidRequest : ErrorCode.ParseError);
};
const lines = Readable.from(wholeLines(process.stdin), { objectMode: false });
// The chunk that ends a line may have some more.
await server.connect(new StdioServerTransport(lines, process.stdout, { maxBufferSize: LONGEST_LINE + 2 ** 20 }));

function tell(message: string): void {
  process.stderr.write(`rootport-mcp: ${message.replace(/\s+/g, ' ').slice(0, 300)}\n`);
}

function refuse(message: string, code: ErrorCode): void {
  tell(message);
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } })}\n`);
}

/**
 * Collects chunks until a line ends, since the transport copies and searches all that it has at each chunk. A line that is
 * too long is refused and passed over: the transport would end for it.
 */
async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept: Buffer[] = [];
  let length = 0;
  let isTooLong = false;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf('\n') + 1;
    if (end > 0) {
      const start = isTooLong ? chunk.indexOf('\n') + 1 : 0;
      yield Buffer.concat([...kept, chunk.subarray(start, end)]);
      [kept, length, isTooLong] = [[], 0, false];
    }
    if (isTooLong) continue;
    kept.push(chunk.subarray(end));
    length += chunk.length - end;
    if (length <= LONGEST_LINE) continue;
    refuse(`a line is longer than ${LONGEST_LINE} bytes`, ErrorCode.InvalidRequest);
    [kept, length, isTooLong] = [[], 0, true];
  }
}
