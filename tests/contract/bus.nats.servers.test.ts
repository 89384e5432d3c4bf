import { jetstreamManager } from '@nats-io/jetstream';
import { connect as connectTo } from '@nats-io/transport-node';
import { expect, it } from 'vitest';
import { BrokerUnreachableError } from '#platform/bus/bus';
import { natsBus } from '#platform/bus/nats';
import { newId } from '#platform/domain/ids';
import { server } from '../../ops/servers/servers.ts';
import { serversForTests } from '../real-servers.ts';
import { PARTITIONS, testBroker } from './broker.ts';
import { testGroupMembers } from './group-members.ts';

const url = () => serversForTests().natsUrl;
const connect = (partitions: number) => natsBus({ url: url(), partitions, onFailure: () => {} });

testBroker('NATS JetStream', {
  connect: () => connect(PARTITIONS),
  tooLarge: 5_000_000,
  server: server('nats'),
});

testGroupMembers('NATS JetStream', {
  ...{ kind: 'nats', url, connect },
  async forget(topic) {
    const connection = await connectTo({ servers: new URL(url()).host });
    const { streams } = await jetstreamManager(connection);
    for (const part of ['', '_PLACES', '_LEASES']) await streams.delete(topic.toUpperCase().replace('.', '_') + part);
    await connection.close();
  },
});

it('NATS that can not be used stops the start, and is named without its password', async () => {
  const nobodyThere = natsBus({ url: 'nats://metachat:secret@127.0.0.1:1', onFailure: () => {} });
  const error = await nobodyThere.catch((error) => error);
  expect(error).toBeInstanceOf(BrokerUnreachableError);
  expect(error.message).toContain('127.0.0.1:1');
  expect(error.message).not.toContain('secret');
});

it('a NATS topic keeps its number of partitions', async () => {
  const [two, three] = await Promise.all([connect(2), connect(3)]);
  const consumption = { topic: `test.${newId()}`, group: 'any', handle: async () => {} };
  const consumer = await two.subscribe(consumption);
  await expect(three.subscribe(consumption)).rejects.toThrow('has 2 subjects, not 3');
  await consumer.stop();
  await Promise.all([two.close(), three.close()]);
});
