import { type KubevirtSettings, type KubevirtStart, type PlanResult, simulateKubevirt } from '@rootport/core';

/** One definition of a start: what KubeVirt asked, and what it was answered. */
export interface Asked {
  readonly asked: string;
  readonly answered: string;
}

/** What the plugin says to a definition: another one, or why not. */
export type PluginAnswer = { readonly ok: true; readonly xml: string } | { readonly ok: false; readonly text: string };

/** A start with what was asked on the way; or the words with which the plugin or libvirt refused it. */
export type StartedThrough =
  | { readonly ok: true; readonly start: Extract<KubevirtStart, { ok: true }>; readonly calls: readonly Asked[] }
  | { readonly ok: false; readonly text: string };

class Unanswered extends Error {
  readonly xml: string;

  constructor(xml: string) {
    super('not answered yet');
    this.xml = xml;
  }
}

/**
 * A start of KubeVirt with a plugin in each definition. The definitions are made anew until each one that they need has
 * been answered, since the answers come from another process.
 */
export async function startThrough(
  converted: string,
  settings: KubevirtSettings,
  planner: (xml: string) => PlanResult,
  ask: (xml: string) => Promise<PluginAnswer>,
): Promise<StartedThrough> {
  const answers = new Map<string, string>();
  for (;;) {
    try {
      const start = simulateKubevirt(
        converted,
        (xml) => {
          const answer = answers.get(xml);
          if (answer === undefined) throw new Unanswered(xml);
          return planner(answer);
        },
        settings,
      );
      if (!start.ok) return { ok: false, text: `libvirt: ${start.diagnostics.map(({ code }) => code).join(' ')}` };
      return { ok: true, start, calls: [...answers].map(([asked, answered]) => ({ asked, answered })) };
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      const answer = await ask(error.xml);
      if (!answer.ok) return answer;
      answers.set(error.xml, answer.xml);
    }
  }
}
