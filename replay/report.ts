import type { LatencySummary } from './latency.ts';
import type { Outcome, Replay } from './run.ts';

const EXAMPLES = 5;
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Whether every rule held. */
export function passed({ rulings }: Outcome): boolean {
  return rulings.every(({ violations }) => violations.length === 0);
}

/** What a replay did and how it went, to be read on a terminal. */
export function report(what: Replay, outcome: Outcome): string {
  const total = (count: (log: Replay['logs'][number]) => number) =>
    number.format(what.logs.reduce((sum, log) => sum + count(log), 0));
  const { messages, rebuild, interruptions } = outcome;
  const rows = rebuild.projections.reduce((sum, projection) => sum + projection.rows, 0);
  const lines = [
    ...section('Diary', [`${number.format(outcome.entries)} of ${number.format(what.entries.length)} entries written`]),
    ...section('Chat', [
      `${number.format(messages.sent)} lines sent by ${number.format(outcome.speakers)} speakers into ${what.logs.length} conversations` +
        `, ${number.format(messages.alreadyThere)} there already`,
      `${total((log) => log.lines.filter((line) => line.replyTo !== undefined).length)} of them are replies; ${total((log) => log.links.surplus)} answer a second line as well and ` +
        `${total((log) => log.links.toUnsent)} one that is not sent: not linked`,
      `not sent: ${total((log) => log.notSent.system)} lines of the system, ${total((log) => log.notSent.empty)} empty, ` +
        `${total((log) => log.notSent.unreadable)} unreadable`,
    ]),
    ...section('Sending', [
      `${outcome.sendingSeconds.toFixed(1)} s, ${number.format((messages.sent + messages.alreadyThere + outcome.entries) / outcome.sendingSeconds)} sends/s`,
      `${number.format(interruptions.count)} new tries of subscribers to subscribe again${interruptions.last ? ` (${interruptions.last})` : ''}`,
    ]),
    ...section('Latency', [
      `${' '.repeat(30)}${['p50', 'p99', 'max'].map((name) => name.padStart(9)).join('')}  ms`,
      row('message sent → acknowledged', outcome.send),
      row('entry sent → acknowledged', outcome.write),
      row('acknowledged → subscriber', outcome.delivery),
    ]),
    ...section('Rebuild', [`${rebuild.projections.length} projections, ${number.format(rows)} rows`]),
    ...section('Verdict', outcome.rulings.flatMap(ruled)),
    '',
    passed(outcome) ? 'PASSED' : 'FAILED',
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => (index === 0 ? title : '').padEnd(9) + line);
}

function row(name: string, { p50, p99, max }: LatencySummary): string {
  return name.padEnd(30) + [p50, p99, max].map((value) => value.toFixed(1).padStart(9)).join('');
}

function ruled({ rule, violations }: Outcome['rulings'][number]): string[] {
  if (violations.length === 0) return [`yes  ${rule}`];
  const more = violations.length - EXAMPLES;
  return [
    `NO   ${rule}`,
    ...violations.slice(0, EXAMPLES).map((violation) => `       ${violation}`),
    ...(more > 0 ? [`       and ${number.format(more)} more`] : []),
  ];
}
