/** What the page of the replay panel needs to know. All are URIs that the webview may load, except the nonce. */
export interface ReplayPage {
  readonly script: string;
  readonly style: string;
  readonly editorWorker: string;
  readonly cspSource: string;
  /** At least 128 random bits, new for every page. */
  readonly nonce: string;
}

/**
 * The page: nothing may load but what is named here, and no data stands in it; that comes by messages.
 * `unsafe-inline` for styles is Monaco's need, which writes style elements; `blob:` because a worker must come from the
 * page's own origin, so the page fetches its code and wraps it; `data:` for the shapes that masks are cut with.
 */
export function replayHtml(page: ReplayPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}' ${page.cspSource}`,
    `style-src ${page.cspSource} 'unsafe-inline'`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data:`,
    'worker-src blob:',
    `connect-src ${page.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<title>OVN Lens: Replay Live Migration</title>
<link rel="stylesheet" href="${attribute(page.style)}">
</head>
<body>
<div id="replay" data-editor-worker="${attribute(page.editorWorker)}"></div>
<script nonce="${attribute(page.nonce)}" src="${attribute(page.script)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
