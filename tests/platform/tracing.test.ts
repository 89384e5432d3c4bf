import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SamplerName } from '#platform/config';
import { otlpTracing } from '#platform/tracing/otlp';
import { CLIENT_SPAN, UNSAMPLED } from '#platform/tracing/recording.fixture';
import { spanPlaceOf } from '#platform/tracing/trace-context';
import type { SpanStart } from '#platform/tracing/tracing';
import { type Collector, startCollector } from '../collector.ts';

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
});
afterAll(() => collector.close());

const failures: unknown[] = [];
const tracingBy = (sampler: SamplerName, ratio = 1, url = `${collector.url}/v1/traces`) =>
  otlpTracing({
    ...{ url, headers: {}, serviceName: 'tests', environment: 'test', sampler, ratio },
    onFailure: (error) => failures.push(error),
  });
const start = (name: string, parent?: string): SpanStart => ({
  ...{ name, kind: 'server', parent, attributes: { count: 3, left: undefined, isFirst: true } },
});

it('sends what ended, in its place in its trace, with what came of it', async () => {
  const tracing = tracingBy('parentbased_always_on');
  const request = tracing.enter(start('request', CLIENT_SPAN));
  const part = tracing.begin({ ...start('part', request.traceparent), kind: 'producer' })!;
  part.end({ 'error.type': 'CONFLICT', left: undefined });
  request.end();
  await tracing.close();
  const { traceId, spanId } = spanPlaceOf(CLIENT_SPAN);
  const of = { traceId, service: 'tests' };
  expect(collector.spans()).toEqual([
    {
      ...{ ...of, name: 'part', kind: 4, spanId: spanPlaceOf(part.traceparent).spanId, failed: true },
      parentSpanId: spanPlaceOf(request.traceparent).spanId,
      attributes: { count: 3, isFirst: true, 'error.type': 'CONFLICT' },
    },
    {
      ...{ ...of, name: 'request', kind: 2, spanId: spanPlaceOf(request.traceparent).spanId, failed: false },
      ...{ parentSpanId: spanId, attributes: { count: 3, isFirst: true } },
    },
  ]);
  expect(collector.bodies.join('')).toContain('"deployment.environment.name"');
});

it.each<[SamplerName, number, begun: boolean, continued: boolean, unsampled: boolean]>([
  ['always_on', 0, true, true, true],
  ['always_off', 1, false, false, false],
  ['traceidratio', 0, false, false, false],
  ['traceidratio', 1, true, true, true],
  ['parentbased_always_on', 0, true, true, false],
  ['parentbased_always_off', 1, false, true, false],
  ['parentbased_traceidratio', 0, false, true, false],
  ['parentbased_traceidratio', 1, true, true, false],
])('%s of %d decides where a request comes in, and for all that follows', async (sampler, ratio, ...decided) => {
  const tracing = tracingBy(sampler, ratio);
  const entered = [undefined, CLIENT_SPAN, UNSAMPLED].map((parent) => tracing.enter(start('request', parent)));
  expect(entered.map(({ traceparent }) => spanPlaceOf(traceparent).isSampled)).toEqual(decided);
  for (const { traceparent } of entered)
    expect(tracing.begin(start('part', traceparent)) !== undefined).toBe(spanPlaceOf(traceparent).isSampled);
  // an event that another process recorded: it was decided there
  expect(tracing.begin(start('event', CLIENT_SPAN))).toBeDefined();
  expect(tracing.begin(start('event'))).toBeUndefined();
  await tracing.close();
});

it('of many traces that begin here a part is recorded, as large as it was asked for', async () => {
  const tracing = tracingBy('parentbased_traceidratio', 0.25);
  const sampled = Array.from({ length: 4_000 }, () => tracing.enter(start('request'))).filter(
    ({ traceparent }) => spanPlaceOf(traceparent).isSampled,
  );
  // five standard deviations
  expect(Math.abs(sampled.length - 1_000)).toBeLessThan(140);
  await tracing.close();
});

it('a collector that is away or hangs is told of once, and holds nobody up', async () => {
  const hanging = createServer(() => {});
  await once(hanging.listen(0, '127.0.0.1'), 'listening');
  const { port } = hanging.address() as AddressInfo;
  for (const url of ['http://127.0.0.1:1/v1/traces', `http://127.0.0.1:${port}/v1/traces`]) {
    failures.length = 0;
    const tracing = tracingBy('always_on', 1, url);
    tracing.enter(start('request')).end();
    const began = performance.now();
    await tracing.close();
    expect(performance.now() - began).toBeLessThan(2_500);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.length).toBeLessThanOrEqual(2);
  }
  hanging.close();
  hanging.closeAllConnections();
});
