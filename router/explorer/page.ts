import {
  css,
  editorWorkerService,
  favicon,
  graphqlWorker,
  jsonWorker,
  js as library,
} from '@graphql-yoga/render-graphiql/graphiql';

const TITLE = 'MetaChat explorer';

// the editor shows 48 characters of a line on a small screen
const DEFAULT_QUERY = `# With an access token above you are signed in.
# Ctrl-Space completes, Ctrl-Enter runs,
# and the uppermost icon is the documentation.

{
  __typename
}
`;

/** A page, and its only script as it stands there. */
export interface ExplorerPage {
  readonly html: string;
  readonly script: string;
}

/** GraphiQL with a field for an access token, as one page that asks nobody but `endpoint` for anything. */
export const explorerPage = (endpoint: string): ExplorerPage => {
  const script = `${workers}${library};${tokenField}
  YogaGraphiQL.renderYogaGraphiQL(document.querySelector('#root'), {
    title: ${literal(TITLE)}, endpoint: ${literal(endpoint)}, subscriptionsProtocol: 'WS',
    defaultQuery: ${literal(DEFAULT_QUERY)},
    // kept in the browser's storage otherwise, where a token has no business
    shouldPersistHeaders: false,
    additionalHeaders: (request) => authorizes(request.extensions?.headers) ? {} : authorization(),
    connectionParams: authorization,
  });`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${TITLE}</title>
<link rel="icon" href="${favicon}">
<style>${css}${STYLE}</style>
</head>
<body class="no-focus-outline">
<div id="bar">
<label for="token">Access token</label>
<input id="token" type="password" autocomplete="off" spellcheck="false"
  placeholder="Paste one: whatever you run is sent with it, until you close this tab">
<output for="token"></output>
</div>
<div id="root"><p>Loading …</p></div>
<noscript>The explorer is a program: it needs JavaScript.</noscript>
<script>${script}</script>
</body>
</html>
`;
  return { html, script };
};

/** As a script may hold a text. */
const literal = (text: string): string => JSON.stringify(text).replaceAll('<', '\\u003c');

const workers = `
  const workers = Object.fromEntries(Object.entries({
    editorWorkerService: ${literal(editorWorkerService)}, json: ${literal(jsonWorker)}, graphql: ${literal(graphqlWorker)},
  }).map(([name, text]) => [name, URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))]));
  self.MonacoEnvironment = { globalAPI: false, getWorkerUrl: (_, name) => workers[name] };
`;

/** The token lives as long as the tab does. What the page says of it is not verified, and only meant to spare a riddle. */
const tokenField = `
  const field = document.querySelector('#token');
  const said = document.querySelector('#bar output');
  const KEPT = 'access token';
  const token = () => field.value.trim().replace(/^bearer +/i, '');
  const authorization = () => (token() === '' ? {} : { authorization: 'Bearer ' + token() });
  const authorizes = (headers) => Object.keys(headers ?? {}).some((name) => name.toLowerCase() === 'authorization');
  const claims = () => {
    try {
      return JSON.parse(atob(token().split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
    } catch {
      return {};
    }
  };
  const tell = () => {
    const { exp } = claims();
    const expires = new Date(exp * 1000);
    const isOver = exp !== undefined && expires < new Date();
    said.textContent = exp === undefined ? '' : isOver ? 'has expired' : 'valid until ' + expires.toLocaleTimeString();
    said.classList.toggle('over', isOver);
  };
  field.value = sessionStorage.getItem(KEPT) ?? '';
  field.addEventListener('input', () => {
    sessionStorage.setItem(KEPT, token());
    tell();
  });
  setInterval(tell, 1000);
  tell();
`;

const STYLE = `
  body { margin: 0; display: flex; flex-direction: column; height: 100vh; color-scheme: light dark }
  body.graphiql-light { color-scheme: light }
  body.graphiql-dark { color-scheme: dark }
  #bar {
    display: flex; align-items: center; gap: 12px; padding: 8px 16px; color: CanvasText;
    background: light-dark(#fff, hsl(219 29% 18%)); font: 15px system-ui, sans-serif;
    border-bottom: 1px solid color-mix(in srgb, CanvasText 15%, transparent);
  }
  #bar input {
    flex: 1; max-width: 640px; padding: 6px 10px; border-radius: 6px; font: inherit;
    border: 1px solid color-mix(in srgb, CanvasText 30%, transparent); background: transparent; color: inherit;
  }
  #bar input:focus { outline: 2px solid #d60590; outline-offset: -1px }
  #bar output { color: color-mix(in srgb, CanvasText 65%, transparent) }
  #bar output.over { color: light-dark(#d6053f, #ff7a9c); font-weight: 600 }
  #root { flex: 1; min-height: 0 }
  #root > p { padding: 16px; font: 15px system-ui, sans-serif }
  .graphiql-container { height: 100% }
`;
