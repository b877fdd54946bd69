/**
 * How the command is cut into chunks: what every call loads, what the version and messages need, and what plans. Few
 * files, since a loader takes its time with each.
 */
export const PARTS = {
  groups: [
    part('start', 'start', 3),
    part('profiles', 'commands/version/version|reports/faults', 2),
    part('planning', 'commands/plan/plan|sources/each-document', 1),
  ],
};

function part(name, files, priority) {
  return { name, test: new RegExp(`cli/src/(?:${files})[.]ts$`), priority };
}
