import { checkNetwork } from '../../core/check/check.ts';
import type { Finding, Place } from '../../core/check/finding.ts';
import { type CaptureInput, isFolder, openCapture, openFiles } from '../captureInput.ts';
import type { Command } from '../command.ts';
import { type Io, printable, UsageError } from '../io.ts';

/** Says what is wrong in files and captures. */
export const check: Command = {
  name: 'check',
  usage: 'check PATH…',
  summary:
    'say what is wrong in a folder of dumps, or in files that belong together; 1 when there are errors',
  options: { release: { type: 'string', help: 'the OVN release of the dumps, when they do not show it' } },
  run({ io, args, options }) {
    if (args.length === 0) throw new UsageError('which folder or files?');
    const inputs = inputsOf(args);
    if (inputs.every(({ moments }) => moments.length === 0))
      throw new UsageError(`no dumps in ${args.join(', ')}`);
    let hasErrors = false;
    for (const input of inputs) {
      for (const moment of input.moments) {
        const network = input.networkAt(moment, options['release'] as string | undefined);
        for (const finding of checkNetwork(network)) {
          hasErrors ||= finding.severity === 'error';
          if (options['json'] === true) io.out(`${JSON.stringify(findingJson(finding, input))}\n`);
          else printFinding(io, finding, input);
        }
      }
    }
    return hasErrors ? 1 : 0;
  },
};

/** Each folder is a capture of its own; files belong together. */
function inputsOf(paths: readonly string[]): readonly CaptureInput[] {
  const folders = paths.filter(isFolder);
  const files = paths.filter((path) => !folders.includes(path));
  return [...folders.map(openCapture), ...(files.length > 0 ? [openFiles(files)] : [])];
}

function findingJson({ place, code, severity, message, related }: Finding, input: CaptureInput): unknown {
  const at = ({ path, line }: Place): object => ({ file: input.pathOf(path), line: line + 1 });
  return {
    ...at(place),
    code,
    severity,
    message,
    related: related.map((each) => ({ ...at(each), message: each.message })),
  };
}

function printFinding(
  io: Io,
  { place, code, severity, message, related, command }: Finding,
  input: CaptureInput,
): void {
  const at = ({ path, line }: Place): string => `${input.pathOf(path)}:${line + 1}`;
  io.out(`${printable(`${at(place)}: ${severity} ${code}: ${message}`)}\n`);
  for (const each of related) io.out(`${printable(`    ${at(each)}: ${each.message}`)}\n`);
  if (command !== undefined) io.out(`${printable(`    try: ${command}`)}\n`);
}
