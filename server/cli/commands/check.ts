import { catalogue } from '../../core/check/catalogue.ts';
import type { Finding, Place } from '../../core/check/finding.ts';
import { levelOf, type Levels, levelWords, withLevels } from '../../core/check/levels.ts';
import { type CaptureInput, isFolder, openCapture, openFiles } from '../captureInput.ts';
import type { Command } from '../command.ts';
import { type Io, printable, UsageError } from '../io.ts';

/** Says what is wrong in files and captures. */
export const check: Command = {
  name: 'check',
  usage: 'check [--off CODES] [--level CODE=LEVEL] PATH…',
  summary:
    'say what is wrong in a folder of dumps, or in files that belong together; 1 when there are errors',
  options: {
    release: { type: 'string', help: 'the OVN release of the dumps, when they do not show it' },
    off: { type: 'string', help: 'rules that are not to be applied, such as FH01,MC16' },
    level: { type: 'string', help: 'how rules are told, such as FH01=error,MC16=off' },
  },
  run({ io, args, options }) {
    if (args.length === 0) throw new UsageError('which folder or files?');
    const levels = levelsOf(options['off'], options['level']);
    const release = options['release'] as string | undefined;
    const inputs = inputsOf(args);
    if (!inputs.some(({ hasDumps }) => hasDumps)) throw new UsageError(`no dumps in ${args.join(', ')}`);
    let hasErrors = false;
    for (const input of inputs) {
      const tell = (findings: readonly Finding[]): void => {
        for (const finding of withLevels(findings, levels)) {
          hasErrors ||= finding.severity === 'error';
          if (options['json'] === true) io.out(`${JSON.stringify(findingJson(finding, input))}\n`);
          else printFinding(io, finding, input);
        }
      };
      for (const findings of input.check(release)) tell(findings);
      tell(input.checkOthers(release));
    }
    return hasErrors ? 1 : 0;
  },
};

/** Throws `UsageError` for a code or a level that there is not. */
function levelsOf(off: string | boolean | undefined, level: string | boolean | undefined): Levels {
  const levels: [string, ReturnType<typeof levelOf> & string][] = [];
  const words = (text: string | boolean | undefined): readonly string[] =>
    typeof text === 'string' ? text.split(',').filter((word) => word !== '') : [];
  for (const pair of [...words(level), ...words(off).map((code) => `${code}=off`)]) {
    const [code = '', word = ''] = pair.split('=');
    const wanted = levelOf(word);
    if (!catalogue.some((entry) => entry.code === code)) throw new UsageError(`no rule ${code}`);
    if (wanted === undefined) throw new UsageError(`${pair}: a level is ${levelWords.join(', ')}`);
    levels.push([code, wanted]);
  }
  return new Map(levels);
}

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
