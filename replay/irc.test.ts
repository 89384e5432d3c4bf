import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseChatLog, readChatLogs } from './irc.ts';

const transcript = `=== ada [~ada@example.org]  has joined #garden
[09:00] <ada> when do I plant <garlic>?
[09:01] <Bo|away>  in October
[09:01]  * ada writes that down
[09:02] <cy>
[09:03] <cy> ada: and mulch it
somebody broke the log here
`;
const annotation = '1 1 - \n1 2 - \n2 3 - \n1 5 - \n3 5 - \n0 3 - \n4 5 -\n';

describe('parseChatLog', () => {
  const log = parseChatLog('garden', transcript, annotation);

  it('takes what people said and did, by whom, without the space around it', () => {
    expect(log.lines.map(({ index, speaker, text }) => [index, speaker, text])).toEqual([
      [1, 'ada', 'when do I plant <garlic>?'],
      [2, 'Bo|away', 'in October'],
      [3, 'ada', '* ada writes that down'],
      [5, 'cy', 'ada: and mulch it'],
    ]);
  });

  it('links an answer to the line before it, and of several to the nearest', () => {
    expect(log.lines.map((line) => line.replyTo)).toEqual([undefined, 1, 2, 3]);
  });

  it('counts what is not sent and the links that are not followed', () => {
    expect(log.notSent).toEqual({ system: 1, empty: 1, unreadable: 1 });
    expect(log.links).toEqual({ toUnsent: 2, surplus: 1 });
  });

  it('takes the later line for the answer also when a pair names it first', () => {
    expect(parseChatLog('garden', transcript, '2 1 -').lines[1]?.replyTo).toBe(1);
  });

  it('refuses an annotation that is no pair of numbers', () => {
    expect(() => parseChatLog('garden', transcript, '1 x -')).toThrow('garden: "1 x -" is not a link');
  });
});

const folder = fileURLToPath(new URL('../../shared/data/irc-ubuntu', import.meta.url));

describe.skipIf(!existsSync(folder))('the eight #ubuntu logs (skipped without their folder)', () => {
  it('are read to the last line', async () => {
    const logs = await readChatLogs(folder);
    const total = (count: (log: (typeof logs)[number]) => number) => logs.reduce((sum, log) => sum + count(log), 0);
    expect(logs).toHaveLength(8);
    expect(total((log) => log.lines.length)).toBe(9711);
    expect(total((log) => log.notSent.system)).toBe(1037);
    expect(total((log) => log.notSent.empty)).toBe(2);
    expect(total((log) => log.notSent.unreadable)).toBe(0);
    expect(
      total(
        ({ lines, links }) =>
          lines.filter((line) => line.replyTo !== undefined).length + links.surplus + links.toUnsent,
      ),
    ).toBe(2263);
  });
});
