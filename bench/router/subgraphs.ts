import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DocumentNode, execute, parse } from 'graphql';
import { type SubgraphName, schemas } from './graph.ts';

/** Both subgraphs at /users and /chat, the same for every router; says its port to the process that forked it. */
const known = schemas();
const documents = new Map<string, DocumentNode>();

const answer = async (path: string, body: string): Promise<string> => {
  const { query, variables, operationName } = JSON.parse(body);
  const document = documents.get(query) ?? parse(query);
  documents.set(query, document);
  const schema = known[path.slice(1) as SubgraphName];
  return JSON.stringify(await execute({ schema, document, variableValues: variables, operationName }));
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    answer(request.url!, Buffer.concat(chunks).toString()).then(
      (text) => {
        const length = Buffer.byteLength(text);
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': length }).end(text);
      },
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
