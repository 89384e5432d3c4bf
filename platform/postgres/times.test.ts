import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '#platform/postgres/times';

it('reads a time as PostgreSQL writes it, in whichever zone and precision', () => {
  for (const [text, time] of [
    ['2026-11-22 04:39:49+00', '2026-11-22T04:39:49.000Z'],
    ['2026-11-22 04:39:49.1+00', '2026-11-22T04:39:49.100Z'],
    ['2026-11-22 04:39:49.012+00', '2026-11-22T04:39:49.012Z'],
    ['2026-11-22 05:39:49.12+01', '2026-11-22T04:39:49.120Z'],
    ['2026-11-22 10:09:49.12+05:30', '2026-11-22T04:39:49.120Z'],
    ['2026-11-22 04:39:49.123456+00', '2026-11-22T04:39:49.123Z'],
  ])
    expect(isoTime(text!)).toBe(time);
});

it('reads every millisecond as itself', () => {
  const times = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(times, (time) => {
      const [date, rest = ''] = time.toISOString().split('T');
      // trailing zeros of the fraction are left out
      const clock = rest.replace('Z', '').replace(/\.?0*$/, (end, at) => (at >= 8 ? '' : end));
      expect(isoTime(`${date} ${clock}+00`)).toBe(time.toISOString());
    }),
  );
});
