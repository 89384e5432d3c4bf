import { describe, expect, it } from 'vitest';
import { contextHeaders } from '#platform/remote/headers';
import { operationContext } from '#platform/remote/subgraph.fixture';
import { CLIENT_SPAN } from '#platform/tracing/recording.fixture';

const secret = new TextEncoder().encode('a secret that router and subgraph share');
const { write, read } = contextHeaders(secret);
const origin = (given: string | undefined) => {
  const { address, tenant } = read(given === undefined ? {} : { 'x-client-address': given }, '10.0.0.1');
  return { address, tenant };
};

describe("a client's address and tenant", () => {
  it('come over as they were signed', () => {
    for (const address of ['203.0.113.9', '2001:db8::1', '::ffff:203.0.113.9'])
      for (const tenant of ['acme', undefined]) {
        const headers = write(operationContext({ address, tenant }));
        expect(origin(headers['x-client-address'])).toEqual({ address, tenant });
      }
  });

  it('are those of the peer, and none, when anything of them was changed', () => {
    const [address, tenant, signature] = write(operationContext({ address: '203.0.113.9', tenant: 'acme' }))[
      'x-client-address'
    ]!.split(';') as [string, string, string];
    const alone = write(operationContext({ address: '203.0.113.9' }))['x-client-address']!;
    for (const forged of [
      ...[undefined, '', ';', ';;', `${address};other;${signature}`, `203.0.113.8;${tenant};${signature}`],
      ...[`${address};${signature}`, `${address};${tenant};`, alone.replace(';', ';acme;'), `${tenant};${signature}`],
    ])
      expect([forged, origin(forged)]).toEqual([forged, { address: '10.0.0.1', tenant: undefined }]);
  });
});

describe("a request's trace", () => {
  const trace = (headers: Record<string, unknown>) => {
    const { traceparent, tracestate } = read(headers, '10.0.0.1');
    return { traceparent, tracestate };
  };

  it('comes over', () => {
    const context = { traceparent: CLIENT_SPAN, tracestate: 'vendor=1' };
    expect(trace(write(operationContext(context)))).toEqual(context);
    expect(write(operationContext())).not.toHaveProperty('traceparent');
  });

  it('is none where it is malformed', () => {
    expect(trace({ traceparent: '00-x', tracestate: 'vendor=1' })).toEqual({});
  });
});
