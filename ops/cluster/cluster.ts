import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { allOrFirstFailure } from '#platform/settled';
import { type Member, member } from './member.ts';

/** Router, relay, and several processes of each subgraph, on servers that are there. */
export interface Cluster {
  /** Of the router. */
  readonly url: string;
  readonly members: readonly Member[];
  /** `chat-1` */
  member(name: string): Member;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const SUBGRAPHS = ['users', 'diary', 'chat', 'matching'];

export const cluster = async (options: {
  /** Addresses of the servers, and secrets. */
  readonly environment: NodeJS.ProcessEnv;
  readonly replicas: number;
  /** Of the router; any free one when 0. */
  readonly port: number;
  readonly logDir: string;
}): Promise<Cluster> => {
  const { environment, replicas, logDir } = options;
  mkdirSync(logDir, { recursive: true });
  const ports = await freePorts(SUBGRAPHS.length * replicas + 2);
  const make = (name: string, role: string, port: number, more: NodeJS.ProcessEnv = {}) =>
    member({ name, role, port, environment: { ...environment, ...more }, logFile: join(logDir, `${name}.log`) });

  const subgraphs = SUBGRAPHS.flatMap((role) =>
    Array.from({ length: replicas }, (_, nth) => make(`${role}-${nth + 1}`, role, ports.pop()!)),
  );
  const urlsOf = (role: string) =>
    subgraphs
      .filter((one) => one.role === role)
      .map(({ url }) => `${url}/graphql`)
      .join(',');
  const addresses = Object.fromEntries(SUBGRAPHS.map((role) => [`${role.toUpperCase()}_SUBGRAPH_URL`, urlsOf(role)]));
  const relay = make('relay', 'relay', ports.pop()!);
  const router = make('router', 'router', options.port || ports.pop()!, addresses);
  const members = [relay, ...subgraphs, router];
  // when this process ends before them, nobody else would end them
  process.once('exit', () => members.forEach((one) => void one.kill()));

  return {
    ...{ url: router.url, members },
    member(name) {
      const found = members.find((one) => one.name === name);
      if (!found) throw new Error(`There is no ${name}: there are ${members.map((one) => one.name).join(', ')}.`);
      return found;
    },
    async start() {
      // two at a time: each start keeps a core busy for seconds
      const waiting = [...members];
      const startInTurn = async () => {
        for (let one = waiting.shift(); one; one = waiting.shift()) await one.start();
      };
      await allOrFirstFailure([startInTurn(), startInTurn()]);
    },
    async stop() {
      // the router first, so that nobody is sent to a subgraph that is about to end
      await router.stop();
      await Promise.all(members.map((one) => one.stop()));
    },
  };
};

const freePorts = async (count: number): Promise<number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      server.close();
      await once(server, 'close');
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
};
