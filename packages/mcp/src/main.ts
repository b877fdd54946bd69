#!/usr/bin/env node
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
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
await server.connect(new StdioServerTransport());
