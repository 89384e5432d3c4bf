import type { DeadLetter } from '#platform/dead-letters/dead-letters';
import { type Outbox, replay } from '#platform/dead-letters/replay';

/** Of each subgraph, by its name. */
export type Outboxes = ReadonlyMap<string, Outbox>;

/** What was asked for can't be done as it was asked. */
export class OutboxError extends Error {
  override readonly name = 'OutboxError';
}

const PAGE = 500;

/** One line of each event that is set aside, by subgraph and in the order in which they happened. */
export const list = async (outboxes: Outboxes, say: (line: string) => void): Promise<void> => {
  let count = 0;
  for (const [subgraph, outbox] of outboxes)
    for await (const letter of lettersOf(outbox)) {
      count++;
      const { tenant, stream, version, type, at, error, attempts } = letter;
      const why = error === null ? 'waits behind another one' : `refused ${attempts}×: ${error}`;
      say(`${idOf(subgraph, letter)}  ${at}  ${tenant}  ${stream} ${version}  ${type}  ${why}`);
    }
  say(count === 0 ? 'Nothing is set aside.' : `${count} in all.`);
};

/** Publishes what is set aside, or the streams of those that are named; false when something was refused once more. */
export const replayAll = async (
  outboxes: Outboxes,
  ids: readonly string[],
  say: (line: string) => void,
): Promise<boolean> => {
  const letters = ids.length > 0 ? await found(outboxes, ids) : await all(outboxes);
  const streams = new Map(
    letters.map((named) => [`${named.subgraph}\n${named.letter.tenant}\n${named.letter.stream}`, named]),
  );
  let count = 0;
  let whole = true;
  for (const { subgraph, outbox, letter } of streams.values()) {
    const { published, refused } = await replay(outbox, letter);
    count += published;
    if (!refused) continue;
    whole = false;
    say(`${idOf(subgraph, refused)}  refused once more: ${refused.error}`);
  }
  say(`${count} published.`);
  return whole;
};

/** Gives up those that are named: they are never published. What waits behind them goes with the next `replay`. */
export const drop = async (outboxes: Outboxes, ids: readonly string[], say: (line: string) => void): Promise<void> => {
  if (ids.length === 0) throw new OutboxError('Name what is to be dropped: nothing brings it back.');
  for (const { outbox, letter } of await found(outboxes, ids)) await outbox.deadLetters.remove(letter.position);
  say(`${ids.length} dropped.`);
};

interface Named {
  readonly subgraph: string;
  readonly outbox: Outbox;
  readonly letter: DeadLetter;
}

const idOf = (subgraph: string, { position }: DeadLetter): string => `${subgraph}-${position}`;

/** All of these, or an error that names the one that is not there: nothing is done by halves. */
const found = (outboxes: Outboxes, ids: readonly string[]): Promise<Named[]> =>
  Promise.all(
    ids.map(async (id) => {
      const [, subgraph = '', position] = /^([a-z]+)-(\d{1,15})$/.exec(id) ?? [];
      const outbox = outboxes.get(subgraph);
      const letter = outbox && (await outbox.deadLetters.find(Number(position)));
      if (!outbox || !letter) throw new OutboxError(`Nothing is set aside as ${JSON.stringify(id)}.`);
      return { subgraph, outbox, letter };
    }),
  );

const all = async (outboxes: Outboxes): Promise<Named[]> => {
  const named: Named[] = [];
  for (const [subgraph, outbox] of outboxes)
    for await (const letter of lettersOf(outbox)) named.push({ subgraph, outbox, letter });
  return named;
};

const lettersOf = async function* ({ deadLetters }: Outbox): AsyncGenerator<DeadLetter> {
  for (let after = -1; ; ) {
    const page = await deadLetters.list(after, PAGE);
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)!.position;
  }
};
