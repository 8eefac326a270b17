import { readFileSync } from 'node:fs';
import { runCli } from './cli.ts';

// A reader that goes away (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  // 0 is standard input.
  read: (path) => readFileSync(path === '-' ? 0 : path),
});
