// node .ci/test-summary.mjs REPORT FAILED_STEPS [AGAIN]
//   prints the last line of .ci/run from the JSON report of the tests and the number of other steps that failed; the exit
//   code is 0 if nothing did. AGAIN is the report of the files with failed tests, run alone a second time: a test that
//   passes there is named as unsteady and counts as passed.
// node .ci/test-summary.mjs REPORT --failed
//   prints the files with failed tests, if they are few: what is broken as a whole is not run again.

import { existsSync, readFileSync } from 'node:fs';

const FEW = 3;

const [path = '', failedSteps = '0', again = ''] = process.argv.slice(2);
const report = readReport(path);
const failures = report.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => ({ file: name, fullName })),
);

if (failedSteps === '--failed') {
  const files = [...new Set(failures.map(({ file }) => file))];
  if (files.length <= FEW && unexplainedFailure() === 0)
    process.stdout.write(files.map((file) => `${file}\n`).join(''));
} else {
  summarize();
}

function summarize() {
  const second = new Set();
  if (existsSync(again)) {
    for (const { name, assertionResults } of readReport(again).testResults)
      for (const { status, fullName } of assertionResults) if (status === 'passed') second.add(`${name} ${fullName}`);
  }
  const isUnsteady = ({ file, fullName }) => second.has(`${file} ${fullName}`);
  const unsteady = failures.filter(isUnsteady);
  for (const { file, fullName } of failures.filter((one) => !isUnsteady(one)))
    process.stdout.write(`\nfailed: ${fullName}\n  in ${file}\n`);
  for (const { file, fullName } of unsteady)
    process.stdout.write(
      `\nunsteady: ${fullName}\n  in ${file}\n  It failed among the others and passed alone. Mend it.\n`,
    );
  const failed = report.numFailedTests - unsteady.length + unexplainedFailure() + Number(failedSteps);
  const skipped = report.numPendingTests + report.numTodoTests;
  process.stdout.write(
    `\ntests: ${report.numPassedTests + unsteady.length} passed, ${failed} failed, ${skipped} skipped\n`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
}

// No report: the tests did not run, or not to the end.
function readReport(file) {
  const nothing = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    success: false,
    testResults: [],
  };
  try {
    return { ...nothing, ...JSON.parse(readFileSync(file, 'utf8')) };
  } catch {
    process.stdout.write('\nThere is no report of the tests: the build or the test runner failed.\n');
    return nothing;
  }
}

// A test file that cannot be loaded fails without a failing test.
function unexplainedFailure() {
  return !report.success && report.numFailedTests === 0 ? Math.max(1, report.numFailedTestSuites ?? 0) : 0;
}
