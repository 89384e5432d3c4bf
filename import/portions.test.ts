import { describe, expect, it } from 'vitest';
import { type Format, portionsOf } from './portions.ts';

const day = (nth: number) => `2026-01-0${nth}`;
const FILES: Readonly<Record<Format, string>> = {
  DAY_ONE_JSON: JSON.stringify({ metadata: {}, entries: [1, 2, 3].map((nth) => ({ uuid: `${nth}`, text: 'x' })) }),
  DAYLIO_CSV: `\uFEFFfull_date,time,mood,note\n${[1, 2, 3].map((nth) => `${day(nth)},08:00,ok,"two\nlines"`).join('\n')}\n`,
  MARKDOWN: [1, 2, 3].map((nth) => `---\ndate: ${day(nth)}\n---\n\nOne\n\n---\n\nTwo\n`).join('\n'),
};

describe.each(Object.keys(FILES) as Format[])('a file of %s', (format) => {
  it('is one portion while it is small', () => {
    const [portion, ...others] = portionsOf(format, FILES[format]);
    expect(others).toEqual([]);
    expect(portion!.from).toBe(0);
  });

  it('is cut between its records, and each portion is a file', () => {
    const portions = portionsOf(format, FILES[format], 30);
    expect(portions.map(({ from }) => from)).toEqual([0, 1, 2]);
    for (const [nth, { data }] of portions.entries()) {
      const [whole, ...others] = portionsOf(format, data, 1);
      expect(others).toEqual([]);
      expect(whole!.data).toBe(data);
      expect(data).toContain(format === 'DAY_ONE_JSON' ? `"uuid":"${nth + 1}"` : day(nth + 1));
    }
  });

  it('is left as it is when it is none', () => expect(portionsOf(format, '"{', 1)).toEqual([{ data: '"{', from: 0 }]));
});
