import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** The client's address, for limits. */
export type AddressOf = (request: IncomingMessage) => string;

/**
 * Who connected; or, where that is one of the trusted proxies (`10.0.0.0/8`, `192.0.2.1`), who it says did, by
 * `X-Forwarded-For`: the last one there that is no trusted proxy itself. Whatever stands before that, anybody may have
 * written.
 */
export const addressesBehind = (trustedProxies: readonly string[]): AddressOf => {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) {
    const [address, bits] = proxy.split('/') as [string, string | undefined];
    if (bits === undefined) trusted.addAddress(address, familyOf(address));
    else trusted.addSubnet(address, Number(bits), familyOf(address));
  }

  return ({ socket, headers }) => {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (forwarded === undefined) return address;
    const hops = String(forwarded).split(',');
    while (isIP(address) !== 0 && trusted.check(address, familyOf(address))) {
      const before = plain(hops.pop()?.trim() ?? '');
      if (isIP(before) === 0) break;
      address = before;
    }
    return address;
  };
};

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** As a socket that takes both tells an IPv4 address, and as proxies may write one: with a port, or in brackets. */
const plain = (address: string): string => (address.includes(':') ? unwrapped(address) : address);

const unwrapped = (address: string): string =>
  address
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
