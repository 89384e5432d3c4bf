import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '#platform/bus/kafkajs';

const internal = (file: string) => createRequire(import.meta.url)(`kafkajs/src/${file}`);

describe('a connection to Kafka', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const queue = (pending: readonly unknown[]) =>
    Object.assign(Object.create(internal('network/requestQueue').prototype), {
      ...{ pending, throttledUntil: -1, throttleCheckTimeoutId: null },
    });

  it('sets no timer while it is idle', () => {
    queue([]).scheduleCheckPendingRequests();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('looks again while a request waits', () => {
    queue([{}]).scheduleCheckPendingRequests();
    expect(vi.getTimerCount()).toBe(1);
  });
});

describe('the brokers that a client knows', () => {
  const broker = (nodeId: number) => ({ nodeId, connectionPool: { host: '127.0.0.1', port: nodeId } });
  const pool = (...nodeIds: number[]) =>
    Object.assign(Object.create(internal('cluster/brokerPool').prototype), {
      brokers: Object.fromEntries(nodeIds.map((nodeId) => [nodeId, broker(nodeId)])),
      seedBroker: broker(nodeIds[0]!),
      metadataExpireAt: 1,
    });

  it('are one fewer when one closes the connection', () => {
    const two = pool(1, 2);
    two.removeBroker({ host: '127.0.0.1', port: 1 });
    expect(two.getNodeIds()).toEqual(['2']);
  });

  it('are never none; what is known of them is asked anew', () => {
    const one = pool(1);
    one.removeBroker({ host: '127.0.0.1', port: 1 });
    expect(one.getNodeIds()).toEqual(['1']);
    expect(one.metadataExpireAt).toBeNull();
  });
});
