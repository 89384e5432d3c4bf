import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { BrokerUnreachableError } from '#platform/bus/bus';
import { MAX_EVENT_BYTES, redisStreamsBus } from '#platform/bus/redis-streams';
import { server } from '../../ops/servers/servers.ts';
import { serversForTests } from '../real-servers.ts';
import { PARTITIONS, testBroker } from './broker.ts';
import { testGroupMembers } from './group-members.ts';

const url = () => `${serversForTests().redisUrl}/9`;
const connect = (partitions: number) => redisStreamsBus({ url: url(), partitions, onFailure: () => {} });

testBroker('Redis Streams', {
  connect: () => connect(PARTITIONS),
  tooLarge: MAX_EVENT_BYTES,
  server: server('redis'),
});

testGroupMembers('Redis Streams', {
  ...{ kind: 'redis', url, connect },
  async forget() {
    const redis = new Redis(url());
    await redis.flushdb();
    redis.disconnect();
  },
});

it('Redis that can not be used stops the start, and is named without its password', async () => {
  const nobodyThere = redisStreamsBus({ url: 'redis://metachat:secret@127.0.0.1:1', onFailure: () => {} });
  const error = await nobodyThere.catch((error) => error);
  expect(error).toBeInstanceOf(BrokerUnreachableError);
  expect(error.message).toContain('127.0.0.1:1');
  expect(error.message).not.toContain('secret');
});
