import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that a test can take away and give back, for one client and not for others. */
export const proxyTo = async (target: string) => {
  const { hostname, port } = new URL(target);
  const pairs = new Set<readonly [client: Socket, server: Socket]>();
  let state: 'open' | 'cut' | 'stalled' = 'open';

  const proxy = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(Number(port), hostname);
    const pair = [client, server] as const;
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      for (const side of pair) side.destroy();
    };
    for (const [from, to] of [pair, [server, client] as const])
      from
        .on('data', (bytes) => to.write(bytes))
        .on('close', end)
        .on('error', end);
    if (state === 'stalled') for (const side of pair) side.pause();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.host = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;

  return {
    url: url.href,
    connections: () => pairs.size,
    /** Ends every connection, and takes no new one. */
    cut() {
      state = 'cut';
      for (const sides of pairs) for (const side of sides) side.destroy();
    },
    /** Takes everything and hands over nothing: nobody is told that the other is away. */
    stall() {
      state = 'stalled';
      for (const sides of pairs) for (const side of sides) side.pause();
    },
    mend() {
      state = 'open';
      for (const sides of pairs) for (const side of sides) side.resume();
    },
    async close() {
      this.cut();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
};
