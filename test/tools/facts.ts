// Makes server/data/{ovn,ovs}.json: `node test/tools/run.mjs test/tools/facts.ts FACTS-FOLDER`.
// FACTS-FOLDER holds ovn/RELEASE.json and ovs/RELEASE.json, extracted from the tips of the release branches:
//   OVN 22.03 2da9c47fc6 · 22.06 eecca90a46 · 22.09 af06e77595 · 22.12 4cd225978c · 23.03 cdb4fdf9e7 · 23.06 c828fdfd7c
//       23.09 cc616d5fef · 24.03 dd45c93881 · 24.09 fdb05c2f85 · 25.03 cbb88276ae · 25.09 5c1782c2d2 · 26.03 5bf38ae110
//       main 2411e964d3, and the tags of these branches whose numbers differ from the tip
//   OVS 3.1 ef6723c19e · 3.5 5ec2818e9a · 3.7 45ee6f7d96 · 4.0 e7b8435fa5 · main d6a632a9b1
import { writeFileSync } from 'node:fs';
import { generateFacts } from './factsData.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node test/tools/run.mjs test/tools/facts.ts FACTS-FOLDER');
  process.exit(2);
}
for (const [name, text] of Object.entries(generateFacts(folder))) {
  const file = `server/data/${name}.json`;
  writeFileSync(file, text);
  console.log(`${file}: ${text.length} characters`);
}
