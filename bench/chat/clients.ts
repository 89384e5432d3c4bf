import { Agent, request } from 'node:http';
import { WebSocket } from 'ws';
import { newId } from '#platform/domain/ids';
import { pace, taskWindow } from '../../replay/concurrency.ts';

/** What the clients of a benchmark do, in a process of their own: what they need is not taken from the server's. */
export type Job =
  /** A client for each of these conversations sends to it, one message after the other. Answers with messages per second. */
  | { readonly kind: 'send'; readonly url: string; readonly token: string; readonly ids: string[]; readonly ms: number }
  /** Sends at a steady rate. Answers with the times from acknowledgement to a subscriber, in milliseconds. */
  | {
      readonly kind: 'pace';
      readonly url: string;
      readonly token: string;
      readonly listener: string;
      readonly id: string;
      readonly rate: number;
      readonly ms: number;
    }
  /** Subscribes with each token over a socket of its own, and stays. */
  | { readonly kind: 'listen'; readonly url: string; readonly tokens: string[]; readonly id: string }
  /** Sends to whom `listen` has subscribed. Answers with deliveries per second. */
  | {
      readonly kind: 'spread';
      readonly url: string;
      readonly token: string;
      readonly id: string;
      readonly messages: number;
    };

const SEND = 'mutation ($i: SendMessageInput!) { sendMessage(input: $i) { message { id } } }';
const LISTEN = `subscription ($id: ID!) { messageReceived(conversationId: $id) { id seq text sentAt sender { id } } }`;
/** Subscriptions are not acknowledged: they stand a moment later. */
const STANDING_MS = 1_000;
const SPREAD_AT_ONCE = 4;
/** After which whatever has not come is lost. */
const SPREAD_MS = 120_000;
/** Of one job: a connection that was idle between two may have been closed by the server. */
let agent = new Agent();
/** Of those who stay. */
let listening = 0;
let onDelivery = (_: string): void => {};

const send = (url: string, token: string, conversationId: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const call = request(`${url}/graphql`, { method: 'POST', agent, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const { data, errors } = JSON.parse(Buffer.concat(chunks).toString());
      if (errors) reject(new Error(JSON.stringify(errors)));
      else resolve(data.sendMessage.message.id);
    });
    call.on('error', reject);
    const input = { conversationId, text: 'The kettle is on.', idempotencyKey: newId() };
    call.end(JSON.stringify({ query: SEND, variables: { i: input } }));
  });

/** The protocol graphql-transport-ws by hand: a thousand real clients would be measured instead of the server. */
const subscribe = (url: string, token: string, id: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on('error', reject);
    socket.on('open', () => say({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    socket.on('message', (bytes) => {
      const { type, payload } = JSON.parse(String(bytes));
      if (type === 'next') onDelivery(payload.data.messageReceived.id);
      else if (type === 'ping') say({ type: 'pong' });
      else if (type === 'error') reject(new Error(JSON.stringify(payload)));
      else if (type === 'connection_ack') {
        say({ id: '1', type: 'subscribe', payload: { query: LISTEN, variables: { id } } });
        resolve(socket);
      }
    });
  });

const stand = () => new Promise((resolve) => setTimeout(resolve, STANDING_MS));

const run = async (job: Job): Promise<unknown> => {
  const { url } = job;
  agent.destroy();
  agent = new Agent({ keepAlive: true });
  switch (job.kind) {
    case 'send': {
      const began = performance.now();
      let sent = 0;
      await Promise.all(
        job.ids.map(async (id) => {
          for (; performance.now() < began + job.ms; sent++) await send(url, job.token, id);
        }),
      );
      return sent / ((performance.now() - began) / 1_000);
    }
    case 'pace': {
      const [acknowledged, seen] = [new Map<string, number>(), new Map<string, number>()];
      onDelivery = (id) => void seen.set(id, performance.now());
      const socket = await subscribe(url, job.listener, job.id);
      await stand();
      const [next, window] = [pace(job.rate), taskWindow(100)];
      for (let nth = 0; nth < (job.rate * job.ms) / 1_000; nth++) {
        await next();
        await window.start(async () => {
          acknowledged.set(await send(url, job.token, job.id), performance.now());
        });
      }
      await window.drained();
      await stand();
      socket.close();
      return Array.from(acknowledged, ([id, at]) => Math.max(0, (seen.get(id) ?? Number.POSITIVE_INFINITY) - at));
    }
    case 'listen': {
      const window = taskWindow(50);
      for (const token of job.tokens) await window.start(async () => void (await subscribe(url, token, job.id)));
      await window.drained();
      listening = job.tokens.length;
      return stand();
    }
    case 'spread': {
      let left = listening * job.messages;
      const delivered = new Promise<void>((resolve, reject) => {
        setTimeout(() => reject(new Error(`${left} deliveries are missing.`)), SPREAD_MS).unref();
        onDelivery = () => {
          if (--left === 0) resolve();
        };
      });
      const began = performance.now();
      const window = taskWindow(SPREAD_AT_ONCE);
      for (let nth = 0; nth < job.messages; nth++)
        await window.start(async () => void (await send(url, job.token, job.id)));
      await delivered;
      return (listening * job.messages) / ((performance.now() - began) / 1_000);
    }
  }
};

process.on('message', (job: Job) => {
  run(job).then(
    (answer) => process.send!({ answer }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
