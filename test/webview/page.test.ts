import { expect, it } from 'vitest';
import { replayHtml } from '../../client/extension/replay/replayHtml.ts';

const html = replayHtml({
  script: 'https://file/replay.js',
  style: 'https://file/replay.css?a&"b',
  editorWorker: 'https://file/editorWorker.js',
  cspSource: 'https://source',
  nonce: 'abc',
});

it('lets nothing load but what it names', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'nonce-abc' https://source",
    "style-src https://source 'unsafe-inline'",
    'font-src https://source',
    'img-src https://source data:',
    'worker-src blob:',
    'connect-src https://source',
  ]);
});

it('has one script, with the nonce, and no inline code', () => {
  expect(html.match(/<script[^>]*>/g)).toEqual(['<script nonce="abc" src="https://file/replay.js">']);
  expect(html).not.toMatch(/\son\w+=/);
});

it('escapes what it is given', () => {
  expect(html).toContain('href="https://file/replay.css?a&amp;&quot;b"');
});
