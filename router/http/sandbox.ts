import { createHash } from 'node:crypto';
import dns from 'node:dns/promises';
import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const LIBRARY = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';

/** A name that isn't found by then is for whoever waits as good as none. */
const LOOKUP_MS = 1_000;
/** For how long it is believed. */
const LOOKED_UP_MS = 60_000;

/**
 * Apollo's Sandbox on a page of ours; without the internet the explorer, which needs none. The server looks whether there
 * is an internet, so that a page without one asks nobody; a browser that is cut off where the server isn't goes on to the
 * explorer by itself.
 */
export const createSandbox = (explorerPath: string): RequestListener => {
  const { page, policy } = sandboxPage(explorerPath);
  const isOnline = createOnline();
  const headers = { 'cache-control': 'no-store', vary: 'accept' };

  return async (_, response) => {
    if (!(await isOnline())) return response.writeHead(302, { ...headers, location: explorerPath }).end();
    response.writeHead(200, {
      ...headers,
      ...{ 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy },
      ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
    });
    return response.end(page);
  };
};

/** Whether the library's host has an address. Never rejects. */
const createOnline = (): (() => Promise<boolean>) => {
  let known: Promise<boolean> | undefined;
  let until = 0;

  const look = async () => {
    const found = dns.lookup(new URL(LIBRARY).hostname).then(
      () => true,
      () => false,
    );
    return Promise.race([found, delay(LOOKUP_MS, false, { ref: false })]);
  };

  return () => {
    if (!known || performance.now() > until) [known, until] = [look(), performance.now() + LOOKED_UP_MS];
    return known;
  };
};

const sandboxPage = (explorerPath: string) => {
  const script = `
    const library = document.createElement('script');
    library.src = '${LIBRARY}/_latest/embeddable-sandbox.umd.production.min.js';
    library.onerror = () => location.replace('${explorerPath}');
    library.onload = () => new EmbeddedSandbox({
      target: '#sandbox',
      initialEndpoint: location.origin + location.pathname,
      initialSubscriptionEndpoint: location.origin.replace(/^http/, 'ws') + location.pathname,
      endpointIsEditable: false,
      includeCookies: false,
      runTelemetry: false,
      // its styles would need a policy that lets any stand
      allowDynamicStyles: false,
    });
    document.head.append(library);`;
  const style = `
    body { margin: 0 }
    #sandbox { height: 100vh }
    iframe { width: 100%; height: 100%; border: 0 }`;
  const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>MetaChat sandbox</title><style>${style}</style></head>
<body><div id="sandbox"></div><script>${script}</script></body>
</html>
`;
  const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)} ${LIBRARY}`,
    `style-src ${hashOf(style)}`,
    `frame-src ${FRAME}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return { page, policy: policy.join('; ') };
};
