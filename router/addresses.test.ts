import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { addressesBehind } from './addresses.ts';

const request = (remoteAddress: string | undefined, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  const addressOf = addressesBehind(['10.0.0.0/8', '192.0.2.1', 'fd00::/8']);

  it.each<[what: string, remote: string | undefined, forwarded: string | undefined, address: string]>([
    ['is who connected', '198.51.100.7', undefined, '198.51.100.7'],
    ['is who connected, whatever they say', '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    ['is whom a trusted proxy names', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['is whom a proxy that is trusted by itself names', '192.0.2.1', '203.0.113.9', '203.0.113.9'],
    ['is no neighbour of a trusted one', '192.0.2.2', '203.0.113.9', '192.0.2.2'],
    ['is the last one that is not trusted', '10.1.2.3', '1.1.1.1, 203.0.113.9, 10.9.9.9', '203.0.113.9'],
    ['is the first proxy, when all are trusted', '10.1.2.3', '10.2.2.2, 10.3.3.3', '10.2.2.2'],
    ['is the proxy, when it names nobody', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the proxy, when it names no address', '10.1.2.3', '203.0.113.9, unknown', '10.1.2.3'],
    ['is IPv4 in IPv6', '::ffff:198.51.100.7', undefined, '198.51.100.7'],
    ['is behind a proxy in IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
    ['has no port', '10.1.2.3', '203.0.113.9:5544', '203.0.113.9'],
    ['has no brackets', '10.1.2.3', '[2001:db8::5]:443', '2001:db8::5'],
    ['is nothing when the socket is gone', undefined, undefined, ''],
  ])('%s', (_, remote, forwarded, address) => {
    expect(addressOf(request(remote, forwarded))).toBe(address);
  });
});
