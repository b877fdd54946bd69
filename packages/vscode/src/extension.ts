import { fork, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';

/** The command as it is published, without its page. */
const SERVER = join('node_modules', 'rootport', 'dist', 'main.js');

let client: LanguageClient | undefined;

/** Starts the server for all XML; it passes over what is no domain. */
export async function activate(context: ExtensionContext): Promise<void> {
  const command = workspace.getConfiguration('rootport').get<string>('command') ?? '';
  const start = async () =>
    command === ''
      ? // In VS Code's own Node.
        fork(context.asAbsolutePath(SERVER), ['lsp'], { silent: true, execArgv: [] })
      : spawn(command, ['lsp']);
  client = new LanguageClient('rootport', 'rootport', start, {
    documentSelector: [{ language: 'xml' }],
    synchronize: { configurationSection: 'rootport' },
    initializationOptions: workspace.getConfiguration('rootport'),
  });
  await client.start();
}

/** Ends the server. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}
