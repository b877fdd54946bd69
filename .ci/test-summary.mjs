// Prints the last line of .ci/run from the JSON report of the tests and the number of other steps that failed; the
// exit code is 0 if nothing did.

import { readFileSync } from 'node:fs';

const [path = '', failedSteps = '0'] = process.argv.slice(2);
const report = readReport();
const failed = report.numFailedTests + unexplainedFailure() + Number(failedSteps);
const skipped = report.numPendingTests + report.numTodoTests;
for (const file of report.testResults) {
  for (const test of file.assertionResults) {
    if (test.status === 'failed') process.stdout.write(`\nfailed: ${test.fullName}\n  in ${file.name}\n`);
  }
}
process.stdout.write(`\ntests: ${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;

// No report: the tests did not run, or not to the end.
function readReport() {
  const nothing = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    success: false,
    testResults: [],
  };
  try {
    return { ...nothing, ...JSON.parse(readFileSync(path, 'utf8')) };
  } catch {
    process.stdout.write('\nThere is no report of the tests: the build or the test runner failed.\n');
    return nothing;
  }
}

// A test file that cannot be loaded fails without a failing test.
function unexplainedFailure() {
  return !report.success && report.numFailedTests === 0 ? Math.max(1, report.numFailedTestSuites ?? 0) : 0;
}
