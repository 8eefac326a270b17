// `npm test`: every check of the project, one after the other. `node test/run.mjs [--only STEP,STEP…]`
// The last line of its output is `N passed, N failed`, with `, N skipped` where something was.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = 'build/results';
const minute = 60_000;

/**
 * A step is a script of package.json. `report` names the file where vitest leaves its counts; another step counts
 * what its output says in a closing line like this program's own, else as one.
 * `needs` are steps without which it could only fail again. Limits end a step that hangs.
 */
const steps = [
  { name: 'build', script: 'build' },
  { name: 'types', script: 'types' },
  { name: 'lint', script: 'lint' },
  { name: 'format', script: 'format:check' },
  { name: 'dead code', script: 'dead' },
  { name: 'unit', script: 'unit', report: `${results}/unit.json`, limit: 6 * minute },
  { name: 'grammar', script: 'grammar', limit: 8 * minute },
  { name: 'package', script: 'package', needs: ['build'] },
  {
    name: 'e2e',
    script: 'e2e',
    report: `${results}/e2e.json`,
    needs: ['build', 'package'],
    limit: 12 * minute,
  },
];
const allEnds = Date.now() + 25 * minute;

const only = wantedSteps();
const total = { passed: 0, failed: 0, skipped: 0 };
const failedSteps = new Set();
rmSync(`${root}${results}`, { recursive: true, force: true });
mkdirSync(`${root}${results}`, { recursive: true });

for (const step of steps) {
  if (only !== undefined && !only.includes(step.name)) {
    continue;
  }
  const started = Date.now();
  const { counts, output, reason } = await perform(step);
  for (const kind of Object.keys(total)) {
    total[kind] += counts[kind];
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  const verdict = counts.failed > 0 ? 'FAILED' : 'ok';
  console.log(
    `${verdict.padEnd(7)}${step.name.padEnd(10)}${seconds.padStart(7)} s   ${reason ?? inWords(counts)}`,
  );
  if (counts.failed > 0) {
    failedSteps.add(step.name);
    console.log(indent(output));
  }
}
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(inWords(total));

async function perform(step) {
  const missing = step.needs?.find((name) => failedSteps.has(name));
  if (missing !== undefined) {
    return { counts: one('failed'), output: '', reason: `not run, because ${missing} failed` };
  }
  if (step.name === 'e2e' && (process.platform !== 'linux' || process.arch !== 'x64')) {
    return { counts: one('skipped'), output: '', reason: 'skipped: its VS Code runs on Linux x64 only' };
  }
  const reporting =
    step.report === undefined
      ? []
      : ['--', '--reporter=default', '--reporter=json', `--outputFile.json=${step.report}`];
  const { status, output } = await runScript(step.script, reporting, step.limit ?? 4 * minute);
  const said = step.report === undefined ? countsFromOutput(output) : countsFromReport(step.report);
  const counts = said ?? one(status === 0 ? 'passed' : 'failed');
  // A step that fails without a failed test (an error outside of any, nothing found to test) has still failed.
  if (status !== 0 && counts.failed === 0) {
    counts.failed = 1;
  }
  if (said !== undefined && counts.passed + counts.failed === 0) {
    counts.failed = 1;
    return { counts, output, reason: 'nothing was tested' };
  }
  return { counts, output: status === 'late' ? `${output}\nended after its time limit` : output };
}

function runScript(script, args, limit) {
  return new Promise((resolve) => {
    // CI keeps vitest from writing the snapshots that it should compare with.
    const env = { ...process.env, CI: 'true', NO_COLOR: '1', OVN_LENS_PACKAGED: 'yes' };
    const child = spawn('npm', ['run', '--silent', script, ...args], {
      cwd: root,
      env,
      detached: process.platform !== 'win32',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let isLate = false;
    child.stdout.on('data', (data) => (output += data));
    child.stderr.on('data', (data) => (output += data));
    const endGroup = (signal) => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') {
          process.kill(-child.pid, signal);
        } else {
          child.kill(signal);
        }
      } catch {
        // It has ended already.
      }
    };
    const interrupt = () => {
      endGroup('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', interrupt);
    process.once('SIGTERM', interrupt);
    const timer = setTimeout(
      () => {
        isLate = true;
        endGroup('SIGTERM');
        setTimeout(endGroup, 5000, 'SIGKILL').unref();
      },
      Math.max(1000, Math.min(limit, allEnds - Date.now())),
    );
    const finish = (status) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      resolve({ status: isLate ? 'late' : status, output });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(1);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/** Undefined when vitest ended before it could write. */
function countsFromReport(path) {
  let report;
  try {
    report = JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
  } catch {
    return undefined;
  }
  // A file that fails outside of its tests has no failed test to be counted by.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function countsFromOutput(output) {
  const found = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(output.trimEnd().split('\n').at(-1));
  return found === null
    ? undefined
    : { passed: Number(found[1]), failed: Number(found[2]), skipped: Number(found[3] ?? 0) };
}

function one(kind) {
  return { passed: 0, failed: 0, skipped: 0, [kind]: 1 };
}

function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function indent(output) {
  return output
    .trimEnd()
    .split('\n')
    .slice(-120)
    .map((line) => `    ${line}`)
    .join('\n');
}

function wantedSteps() {
  const args = process.argv.slice(2);
  if (args.length === 0) {
    return undefined;
  }
  const names = args.length === 2 && args[0] === '--only' ? args[1].split(',') : [];
  if (names.length === 0 || !names.every((name) => steps.some((step) => step.name === name))) {
    console.error(
      `usage: node test/run.mjs [--only STEP,STEP…]\nsteps: ${steps.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  return names;
}
