import { createHash } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';

interface Page {
  readonly gzipped: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * GraphiQL as one page that needs nothing from the internet. It has nine megabytes, so it is made when somebody first
 * asks for it, and kept only packed.
 */
export const createExplorer = (endpoint: string): RequestListener => {
  let page: Promise<Page> | undefined;

  return (request, response) => {
    page ??= renderPage(endpoint);
    page.then(
      ({ gzipped, headers }) => {
        if (request.headers['if-none-match'] === headers.etag) return response.writeHead(304, headers).end();
        if (/\bgzip\b/.test(String(request.headers['accept-encoding'])))
          return response.writeHead(200, { ...headers, 'content-encoding': 'gzip' }).end(gzipped);
        return response.writeHead(200, headers).end(gunzipSync(gzipped));
      },
      () => response.writeHead(500).end(),
    );
  };
};

const renderPage = async (endpoint: string): Promise<Page> => {
  const { explorerPage } = await import('./explorer/page.ts');
  const { html, script } = explorerPage(endpoint);
  const digest = (text: string) => createHash('sha256').update(text).digest('base64');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${digest(script)}'`,
    'worker-src blob:',
    // the editor makes its styles as it goes
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    gzipped: await promisify(gzip)(html),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      etag: `"${digest(html)}"`,
      vary: 'accept-encoding',
    },
  };
};
