// `npm run package`: the extension as one file that VS Code installs.
import { packageExtension, vsixPath } from './vsix.ts';

try {
  const size = await packageExtension(process.cwd());
  console.log(`${vsixPath}: ${size} bytes`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
