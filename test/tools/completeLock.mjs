// Adds to package-lock.json the optional packages of other platforms that npm left out: see test/architecture/lock.test.ts.
import { readFileSync, writeFileSync } from 'node:fs';

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'win32',
  'openharmony',
  'openbsd',
  'netbsd',
  'aix',
  'sunos',
];
const processors = [
  'arm64',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
  'arm',
];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const { packages } = lock;
let nAdded = 0;
for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (`node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages) continue;
    // Only packages of one platform pin their version; npm resolves the others by itself.
    if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`${name}@${version} has no exact version`);
    packages[`node_modules/${name}`] = {
      version,
      cpu: [processors.find((it) => name.includes(it)) ?? 'none'],
      dev: true,
      ...(name.includes('musl') ? { libc: ['musl'] } : {}),
      optional: true,
      os: [systems.find((it) => name.includes(it)) ?? 'none'],
    };
    nAdded++;
  }
}
const { '': root, ...others } = packages;
lock.packages = {
  '': root,
  ...Object.fromEntries(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))),
};
writeFileSync('package-lock.json', `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${nAdded} packages added`);
