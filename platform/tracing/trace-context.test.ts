import { describe, expect, it } from 'vitest';
import { CLIENT_SPAN, UNSAMPLED } from '#platform/tracing/recording.fixture';
import { spanPlaceOf, traceContextIn, traceIdOf, writeTraceparent } from '#platform/tracing/trace-context';

const [trace, span] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];

describe('a trace context', () => {
  it('is read where it is well formed', () => {
    expect(traceContextIn({ traceparent: CLIENT_SPAN })).toEqual({ traceparent: CLIENT_SPAN });
    expect(traceContextIn({ traceparent: UNSAMPLED })).toEqual({ traceparent: UNSAMPLED });
    expect(traceContextIn({})).toEqual({});
  });

  it('is passed on as we write it, whatever flags and later versions add', () => {
    for (const given of [`00-${trace}-${span}-ff`, `01-${trace}-${span}-01-more`, `cc-${trace}-${span}-03`])
      expect(traceContextIn({ traceparent: given }).traceparent).toBe(CLIENT_SPAN);
  });

  it.each([
    ...['', 'x', trace, `00-${trace}-${span}`, `00-${trace}-${span}-1`, `00-${trace}-${span}-01-more`],
    ...[`ff-${trace}-${span}-01`, `00-${'0'.repeat(32)}-${span}-01`, `00-${trace}-${'0'.repeat(16)}-01`],
    ...[`00-${trace.toUpperCase()}-${span}-01`, `00-${trace}-${span}-0g`, ` ${CLIENT_SPAN}`, `${CLIENT_SPAN}\n`],
    ...[`${CLIENT_SPAN}, ${CLIENT_SPAN}`, `00-${trace.slice(1)}-${span}-01`, 7, null, [CLIENT_SPAN], {}],
  ])('is none where it is malformed: %j', (traceparent) => {
    expect(traceContextIn({ traceparent, tracestate: 'vendor=1' })).toEqual({});
  });

  it('has the state of tracing systems on the way, as far as it is one', () => {
    const stateOf = (tracestate: unknown) => traceContextIn({ traceparent: CLIENT_SPAN, tracestate }).tracestate;
    for (const state of ['rojo=00f067aa0ba902b7', 'a=1,b@c=2 , t/1=x y', '']) expect(stateOf(state)).toBe(state);
    for (const none of [
      'words',
      'a=1=2',
      'A=1',
      'a=ü',
      'a=1\n',
      `a=${'x'.repeat(600)}`,
      'a=1,'.repeat(40),
      7,
      undefined,
    ])
      expect(stateOf(none)).toBeUndefined();
  });

  it('is told in log lines by the id of the trace', () => {
    expect(traceIdOf({ traceparent: CLIENT_SPAN })).toEqual({ trace_id: trace });
    expect(traceIdOf({})).toEqual({});
    expect(traceIdOf(undefined)).toEqual({});
  });

  it('is written as it is read', () => {
    const place = spanPlaceOf(CLIENT_SPAN);
    expect(place).toEqual({ traceId: trace, spanId: span, isSampled: true });
    expect(writeTraceparent(place.traceId, place.spanId, place.isSampled)).toBe(CLIENT_SPAN);
    expect(spanPlaceOf(UNSAMPLED).isSampled).toBe(false);
  });
});
