import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Consumer } from '#platform/bus/bus';
import { consistency } from '#platform/consistency';
import type { FeedPosition } from '#platform/domain/events';

const secret = randomBytes(32);
const place = (nth: number) => nth.toString(16).padStart(32, '0') as FeedPosition;

/** A replica of a subgraph with one projection, which has come this far; it notes down what was waited for. */
const replica = (options: { at: number; subgraph?: string; secret?: Uint8Array }) => {
  const waited: FeedPosition[] = [];
  let at = place(options.at);
  const reached = async (position: FeedPosition) => {
    waited.push(position);
    return position <= at;
  };
  const { subgraph = 'chat', secret: key = secret } = options;
  const consumers = () => [{ reached }, { reached: async () => true }] as unknown as Consumer[];
  return {
    waited,
    catchUp: (nth: number) => {
      at = place(nth);
    },
    ...consistency({ subgraph, secret: key, consumers }),
  };
};

const forged = { code: 'BAD_USER_INPUT', field: 'extensions.consistencyToken' };

describe('reading one’s own writes', () => {
  it('waits for them where they were written, of oneself alone', async () => {
    const { wrote, caughtUp, waited } = replica({ at: 9 });
    wrote('default', 'ann', place(5));
    await caughtUp('default', 'bob', undefined);
    await caughtUp('other', 'ann', undefined);
    await caughtUp('default', undefined, undefined);
    expect(waited).toEqual([]);
    await caughtUp('default', 'ann', undefined);
    expect(waited).toEqual([place(5)]);
  });

  it('waits for the newest of several, in whatever order they were done', async () => {
    const { wrote, caughtUp, waited } = replica({ at: 9 });
    for (const nth of [5, 7, 6]) wrote('default', 'ann', place(nth));
    await caughtUp('default', 'ann', undefined);
    expect(waited).toEqual([place(7)]);
  });

  it('gives what there is when they are not there in time', async () => {
    const { wrote, caughtUp } = replica({ at: 1 });
    wrote('default', 'ann', place(5));
    await expect(caughtUp('default', 'ann', undefined)).resolves.toBeUndefined();
  });
});

describe('a consistency token', () => {
  it('makes another replica wait, and says READ_MODEL_BEHIND until it has come so far', async () => {
    const token = replica({ at: 9 }).wrote('default', 'ann', place(5));
    const other = replica({ at: 4 });
    await expect(other.caughtUp('default', 'ann', token)).rejects.toMatchObject({
      ...{ code: 'READ_MODEL_BEHIND', details: { retryAfter: 1 } },
    });
    other.catchUp(5);
    await other.caughtUp('default', 'ann', token);
    expect(other.waited).toEqual([place(5), place(5)]);
  });

  it('is for its subgraph, and may come with those of others', async () => {
    const diarys = replica({ at: 9, subgraph: 'diary' }).wrote('default', 'ann', place(8));
    const chats = replica({ at: 9 }).wrote('default', 'ann', place(5));
    const other = replica({ at: 6 });
    await other.caughtUp('default', 'ann', `${diarys}, ${chats}`);
    await other.caughtUp('default', 'ann', diarys);
    expect(other.waited).toEqual([place(5)]);
  });

  it('that is forged, or of another tenant, is bad input, and nobody waits for it', async () => {
    const { wrote, caughtUp, waited } = replica({ at: 1 });
    const [subgraph, position, signature] = wrote('default', 'bob', place(5)).split('.');
    const foreign = replica({ at: 1, secret: randomBytes(32) }).wrote('default', 'bob', place(5));
    for (const token of [
      `${subgraph}.${place(6)}.${signature}`,
      `${subgraph}.${position}.${'A'.repeat(signature!.length)}`,
      `${subgraph}.${position}.${'🧡'.repeat(9)}`,
      `${subgraph}.${position}.`,
      `${subgraph}.${position}`,
      ...[`${subgraph}`, foreign],
    ])
      await expect(caughtUp('default', 'ann', token)).rejects.toMatchObject(forged);
    await expect(caughtUp('other', 'ann', `${subgraph}.${position}.${signature}`)).rejects.toMatchObject(forged);
    expect(waited).toEqual([]);
  });
});
