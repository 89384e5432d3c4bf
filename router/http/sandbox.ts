import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';

const LIBRARY = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';

/** Apollo's Sandbox on a page of ours; without the internet the explorer, which needs none. */
export const createSandbox = (explorerPath: string): RequestListener => {
  const script = `
    const library = document.createElement('script');
    library.src = '${LIBRARY}/_latest/embeddable-sandbox.umd.production.min.js';
    library.onerror = () => location.replace('${explorerPath}');
    library.onload = () => new EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: location.origin + location.pathname,
      initialSubscriptionEndpoint: location.origin.replace(/^http/, 'ws') + location.pathname,
      includeCookies: false,
    });
    document.head.append(library);`;
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>MetaChat sandbox</title></head>
<body style="margin: 0"><div id="sandbox" style="height: 100vh"></div><script>${script}</script></body>
</html>
`;
  const policy = [
    "default-src 'self'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}' ${LIBRARY}`,
    `style-src 'unsafe-inline' ${LIBRARY}`,
    `frame-src ${FRAME}`,
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

  return (_, response) => {
    response.writeHead(200, {
      ...{ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      ...{ 'cache-control': 'no-cache', vary: 'accept' },
    });
    response.end(page);
  };
};
