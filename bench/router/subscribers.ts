import { WebSocket } from 'ws';

/** So many sockets with a subscription each; answers once all of them have been given so many events. */
export interface Job {
  readonly port: number;
  readonly sockets: number;
  readonly events: number;
  readonly query: string;
}

/** Subscriptions are not acknowledged: they stand a moment later. */
const STANDING_MS = 1_000;
const AT_ONCE = 50;

let left = 0;
let deliveredAll = () => {};

/** The protocol graphql-transport-ws by hand: so many real clients would be measured instead of the server. */
const subscribe = ({ port, query }: Job, nth: number): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer viewer-${nth}` } }));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(String(bytes));
      if (type === 'next' && payload.data?.messageReceived.id) {
        if (--left === 0) deliveredAll();
      } else if (type === 'next' || type === 'error') {
        process.send!({ error: JSON.stringify(payload) });
      } else if (type === 'connection_ack') {
        say({ id: '1', type: 'subscribe', payload: { query, variables: { id: '1' } } });
        resolve(socket);
      }
    });
  });

process.on('message', async (job: Job) => {
  const sockets: WebSocket[] = [];
  while (sockets.length < job.sockets)
    sockets.push(
      ...(await Promise.all(Array.from({ length: AT_ONCE }, (_, nth) => subscribe(job, sockets.length + nth)))),
    );
  await new Promise((resolve) => setTimeout(resolve, STANDING_MS));
  left = job.sockets * job.events;
  const delivered = new Promise<void>((resolve) => {
    deliveredAll = resolve;
  });
  process.send!('standing');
  await delivered;
  process.send!('delivered');
  for (const socket of sockets) socket.terminate();
});
