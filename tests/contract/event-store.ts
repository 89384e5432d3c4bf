import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FeedPosition, type RecordedEvent, type Sealed, START } from '#platform/domain/events';
import { newId } from '#platform/domain/ids';
import type {
  AppendRequest,
  CheckpointStore,
  EventStore,
  IdempotencyScope,
  NewEvent,
  StreamRange,
} from '#platform/event-store/event-store';

export interface EventStoreUnderTest {
  readonly store: EventStore & CheckpointStore;
  /** Begins a transaction that writes; what is appended by its own store is there when it is committed. */
  readonly openTransaction: () => Promise<{ store: EventStore; commit(): Promise<void>; rollBack(): Promise<void> }>;
}

export const newEvent = (given: Partial<NewEvent> = {}): NewEvent => ({
  ...{ id: newId(), type: 'Noted', schemaVersion: 1, subject: 'ann', actor: 'ann', at: '2026-01-01T00:00:00.000Z' },
  ...{ data: {}, personal: null, correlationId: 'correlation', causationId: null },
  ...given,
});

const SPAN = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const WRITERS = 16;
const writers = <T>(work: (writer: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: WRITERS }, (_, writer) => work(writer)));

/** What every event store does, whatever it stands on. */
export const testEventStore = (name: string, open: () => Promise<EventStoreUnderTest>) =>
  describe(`the event store on ${name}`, () => {
    let store: EventStoreUnderTest['store'];
    let openTransaction: EventStoreUnderTest['openTransaction'];
    let tenant: string;
    let before: FeedPosition;

    beforeAll(async () => {
      ({ store, openTransaction } = await open());
    });
    beforeEach(async () => {
      tenant = newId();
      before = await store.head();
    });

    const append = (stream: string, expectedVersion: number, given: Partial<AppendRequest> = {}) =>
      store.append({ tenant, stream, expectedVersion, events: [newEvent()], ...given });
    const appended = async (...request: Parameters<typeof append>): Promise<readonly RecordedEvent[]> => {
      const result = await append(...request);
      if (result.status !== 'appended') return expect.fail(`the append was refused: ${result.status}`);
      return result.events;
    };
    const versions = async (stream: string, range?: StreamRange) =>
      (await store.readStream(tenant, stream, range)).map(({ version }) => version);

    /** Follows the feed until it has yielded this many events of the tenant. */
    const follow = async (count: number): Promise<RecordedEvent[]> => {
      const seen: RecordedEvent[] = [];
      for (let after = before; seen.length < count; ) {
        const batch = await store.readFeed(after, 50);
        seen.push(...batch.filter((event) => event.tenant === tenant));
        after = batch.at(-1)?.feed ?? after;
        if (batch.length === 0) await delay(1);
      }
      return seen;
    };

    describe('append', () => {
      it('stores events as they are, and answers with what is read back', async () => {
        const personal = { text: 'sealed' as Sealed };
        const events = await appended('s', 0, {
          events: [
            newEvent({
              at: '1660-01-01T10:00:00.123Z',
              data: { seq: 1, big: 2 ** 53 - 1, nested: [{ a: null }] },
              personal,
            }),
            newEvent({ type: 'Ended', schemaVersion: 3, subject: 'bob', causationId: 'cause', traceparent: SPAN }),
          ],
        });
        expect(events.map(({ version }) => version)).toEqual([1, 2]);
        expect(events.map(({ traceparent }) => traceparent)).toEqual([undefined, SPAN]);
        expect(events[0]!.feed < events[1]!.feed).toBe(true);
        expect(await store.readStream(tenant, 's')).toEqual(events);
        expect(await follow(2)).toEqual(events);
      });

      it('keeps any Unicode, and a megabyte', async () => {
        const data = { text: '🧡 \u{1F468}\u200D\u{1F469} é é ‮שלום Привет "\\ \n', size: 'x'.repeat(1_000_000) };
        const [event] = await appended('🧡 s', 0, {
          events: [newEvent({ data, personal: { text: data.size as Sealed } })],
        });
        expect(await store.readStream(tenant, '🧡 s')).toEqual([event]);
        expect(event!.data).toEqual(data);
      });

      it('refuses an expected version that is not the last', async () => {
        await appended('s', 0, { events: [newEvent(), newEvent()] });
        for (const wrong of [0, 1, 3]) expect(await append('s', wrong)).toEqual({ status: 'conflict' });
        expect(await append('other', 1)).toEqual({ status: 'conflict' });
        expect(await versions('s')).toEqual([1, 2]);
        expect(await versions('other')).toEqual([]);
      });

      it('keeps tenants apart', async () => {
        await appended('s', 0);
        const other = newId();
        expect(await append('s', 0, { tenant: other })).toMatchObject({ status: 'appended' });
        expect(await store.readStream(other, 's')).toHaveLength(1);
        expect(await store.readStream(newId(), 's')).toEqual([]);
      });

      it('reads what is about a person, from all streams, behind a position and up to a number', async () => {
        const about = (subject: string) => ({ events: [newEvent({ subject }), newEvent({ subject: 'bob' })] });
        const [first] = await appended('one', 0, about('ann'));
        await append('two', 0, about('carl'));
        const [second] = await appended('three', 0, about('ann'));
        const [third] = await appended('one', 2, about('ann'));
        expect(await store.readSubject(tenant, 'ann', 0, 10)).toEqual([first, second, third]);
        expect(await store.readSubject(tenant, 'ann', first!.position, 1)).toEqual([second]);
        expect(await store.readSubject(newId(), 'ann', 0, 10)).toEqual([]);
      });

      it("forgets a person's idempotency keys, and snapshots of streams about them alone", async () => {
        const idempotency = { ...{ tenant, mutation: 'send', key: 'key', fingerprint: 'f' } };
        await append('of ann', 0, { idempotency: { ...idempotency, actor: 'ann' } });
        await append('of both', 0, { idempotency: { ...idempotency, actor: 'bob' } });
        await append('of both', 1, { events: [newEvent({ subject: 'bob' })] });
        const snapshot = { version: 1, schemaVersion: 1, at: '2026-01-01T00:00:00.000Z', state: {} };
        for (const stream of ['of ann', 'of both']) await store.saveSnapshot(tenant, stream, snapshot);
        expect(await store.kept(tenant, 'ann')).toEqual({ idempotencyKeys: 1, snapshots: 1 });

        await store.forget(tenant, 'ann');
        expect(await store.kept(tenant, 'ann')).toEqual({ idempotencyKeys: 0, snapshots: 0 });
        expect(await store.kept(tenant, 'bob')).toEqual({ idempotencyKeys: 1, snapshots: 0 });
        expect(await store.loadSnapshot(tenant, 'of both')).toEqual(snapshot);
        expect(await versions('of ann')).toEqual([1]);
      });

      it('tells listeners of the newest place, until they leave', async () => {
        const heard: FeedPosition[] = [];
        const leave = store.onAppend((place) => heard.push(place));
        const events = await appended('s', 0, { events: [newEvent(), newEvent()] });
        await append('s', 0);
        leave();
        await appended('s', 2);
        expect(heard).toEqual([events[1]!.feed]);
      });
    });

    describe('appendAll', () => {
      const request = (stream: string, expectedVersion: number, given: Partial<AppendRequest> = {}): AppendRequest => ({
        ...{ tenant, stream, expectedVersion, events: [newEvent()] },
        ...given,
      });
      const once = (key: string) => ({ tenant, actor: 'ann', mutation: 'send', key, fingerprint: `of ${key}` });

      it('stores all, of one stream and of several, and answers each with its own', async () => {
        await appended('s', 0);
        const personal = { text: 'sealed "\\ \u{1F9E1}' as Sealed };
        const answers = await store.appendAll([
          request('s', 1, { idempotency: once('one') }),
          request('other', 0, {
            events: [newEvent({ personal, causationId: 'cause', traceparent: SPAN }), newEvent({ type: 'Ended' })],
          }),
          request('s', 2, { events: [newEvent(), newEvent()], idempotency: once('two') }),
        ]);
        expect(answers!.map((events) => events.map(({ stream, version }) => `${stream} ${version}`))).toEqual([
          ...[['s 2'], ['other 1', 'other 2'], ['s 3', 's 4']],
        ]);
        expect(await store.readStream(tenant, 's', { from: 2 })).toEqual([...answers![0]!, ...answers![2]!]);
        expect(await store.readStream(tenant, 'other')).toEqual(answers![1]);
        expect((await follow(5)).slice(1)).toEqual(answers!.flat());
        expect(await store.findIdempotent(once('two'))).toEqual({
          ...{ fingerprint: 'of two', stream: 's', firstVersion: 3, lastVersion: 4 },
        });
        expect(await store.findIdempotent(once('one'))).toMatchObject({ firstVersion: 2, lastVersion: 2 });
      });

      it.each<[string, () => AppendRequest[]]>([
        ['a stream stands elsewhere', () => [request('new', 0), request('s', 0)]],
        ['versions of one stream leave a gap', () => [request('s', 1), request('s', 3)].slice(1)],
        ['two are decided upon the same', () => [request('s', 1), request('s', 1)]],
        ['a key was used', () => [request('s', 1), request('s', 2, { idempotency: once('used') })]],
        [
          'two have one key',
          () => ['s', 'new'].map((of) => request(of, of === 's' ? 1 : 0, { idempotency: once('k') })),
        ],
        ['one makes a claim', () => [request('s', 1), request('new', 0, { claims: [{ name: 'n', value: 'v' }] })]],
      ])('does nothing at all where %s', async (_, requests) => {
        await appended('s', 0, { idempotency: once('used') });
        expect(await store.appendAll(requests())).toBeNull();
        expect(await versions('s')).toEqual([1]);
        expect(await versions('new')).toEqual([]);
        expect(await store.findIdempotent(once('k'))).toBeNull();
      });

      it('and append, many at once: each is answered for itself, and one that is refused is refused alone', async () => {
        await appended('taken', 0, { idempotency: once('used') });
        const results = await Promise.all(
          Array.from({ length: 60 }, (_, nth) =>
            append(`s-${nth}`, 0, nth % 20 === 7 ? { idempotency: once('used') } : { idempotency: once(`${nth}`) }),
          ),
        );
        for (const [nth, result] of results.entries()) {
          const refused = nth % 20 === 7;
          expect(result.status).toBe(refused ? 'repeated' : 'appended');
          const events = result.status === 'appended' ? result.events : [];
          expect(await store.readStream(tenant, `s-${nth}`)).toEqual(events);
        }
        expect((await follow(58)).map(({ stream }) => stream).sort()).toEqual(
          ['taken', ...results.flatMap((of, nth) => (of.status === 'appended' ? [`s-${nth}`] : []))].sort(),
        );
      });
    });

    describe('readStream', () => {
      it('reads from a version, up to a version, and as of a moment', async () => {
        const days = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
        await appended('s', 0, { events: days.map((at) => newEvent({ at })) });
        expect(await versions('s', { from: 2 })).toEqual([2, 3]);
        expect(await versions('s', { to: 2 })).toEqual([1, 2]);
        expect(await versions('s', { from: 2, to: 2 })).toEqual([2]);
        expect(await versions('s', { from: 4 })).toEqual([]);
        expect(await versions('s', { asOf: days[1]! })).toEqual([1, 2]);
        expect(await versions('s', { asOf: '2026-01-02T00:59:59.999+01:00' })).toEqual([1]);
        expect(await versions('s', { asOf: '2025-12-31T23:59:59.999Z' })).toEqual([]);
      });
    });

    describe('the feed', () => {
      it('has the versions of a stream without gaps and in order, with 16 writers on it', async () => {
        const each = 15;
        const count = WRITERS * each;
        const following = follow(count);
        await writers(async () => {
          for (let done = 0; done < each; ) {
            const version = (await store.readStream(tenant, 's')).length;
            if ((await append('s', version)).status === 'appended') done++;
          }
        });
        const inOrder = Array.from({ length: count }, (_, nth) => nth + 1);
        expect((await following).map(({ version }) => version)).toEqual(inOrder);
        expect(await versions('s')).toEqual(inOrder);
      });

      it('skips and doubles nothing for a reader that follows 16 writers of many streams', async () => {
        const each = 60;
        const taken = { name: 'username', value: 'ann' };
        const [first] = await appended('s', 0, { claims: [taken] });
        const following = follow(1 + WRITERS * each);
        const written = await writers(async (writer) => {
          const ids: string[] = [];
          for (let nth = 0; nth < each; nth++) {
            // now and then an append that is refused after its place in the feed was drawn
            if (nth % 10 === 9) await append(`refused-${writer}`, 0, { claims: [taken] });
            const [event] = await appended(`s-${writer}-${nth % 2}`, Math.floor(nth / 2));
            ids.push(event!.id);
          }
          return ids;
        });
        const seen = await following;
        expect(seen.map(({ id }) => id).sort()).toEqual([first!.id, ...written.flat()].sort());
        expect(seen.map(({ feed }) => feed)).toEqual(seen.map(({ feed }) => feed).sort());
      });

      it('hides an event while an older transaction is open, and shows it when that is over', async () => {
        const { rollBack } = await openTransaction();
        const [event] = await appended('s', 0);
        expect(await store.readFeed(before, 100)).toEqual([]);
        expect(await store.readStream(tenant, 's')).toEqual([event]);
        await rollBack();
        expect(await follow(1)).toEqual([event]);
      });

      it('skips nothing when an older transaction draws a later position and commits last', async () => {
        const older = await openTransaction();
        const [early] = await appended('early', 0);
        await older.store.append({ tenant, stream: 'late', expectedVersion: 0, events: [newEvent()] });
        await older.commit();
        const [late] = await store.readStream(tenant, 'late');
        expect(late!.position).toBeGreaterThan(early!.position);
        expect(await follow(2)).toEqual([late, early]);
        expect(await store.readFeed(late!.feed, 10)).toEqual([early]);
      });

      it('has many events of one append in order, by number: their positions come to have one digit more', async () => {
        const events = await appended('s', 0, { events: Array.from({ length: 10_000 }, () => newEvent()) });
        expect(events[0]!.position.toString().length).toBeLessThan(events.at(-1)!.position.toString().length);
        expect((await follow(10_000)).map(({ version }) => version)).toEqual(events.map(({ version }) => version));
      });

      it('begins at the start, goes on behind a place, and gives at most what is asked for', async () => {
        const events = await appended('s', 0, { events: [newEvent(), newEvent(), newEvent()] });
        await follow(3);
        expect(await store.readFeed(events[0]!.feed, 1)).toEqual([events[1]]);
        expect(await store.readFeed(events[2]!.feed, 10)).toEqual([]);
        expect((await store.readFeed(START, 1))[0]!.feed <= events[0]!.feed).toBe(true);
      });

      it('ends at the newest event, also while that is hidden: who waits for all there is waits for it too', async () => {
        const { rollBack } = await openTransaction();
        const [event] = await appended('s', 0);
        expect(await store.head()).toBe(event!.feed);
        expect(await store.backlog(before, 100)).toBe(1);
        await rollBack();
      });

      it('counts what stands behind a place, up to a number', async () => {
        const events = await appended('s', 0, { events: [newEvent(), newEvent(), newEvent()] });
        expect(await store.backlog(before, 100)).toBe(3);
        expect(await store.backlog(before, 2)).toBe(2);
        expect(await store.backlog(events[2]!.feed, 100)).toBe(0);
      });
    });

    describe('an idempotency key', () => {
      const scope = (): IdempotencyScope => ({ tenant, actor: 'ann', mutation: 'send', key: 'k' });
      const idempotency = () => ({ ...scope(), fingerprint: 'f' });

      it('is refused the second time, and leads to the first events', async () => {
        await appended('s', 0);
        await appended('s', 1, { events: [newEvent(), newEvent()], idempotency: idempotency() });
        expect(await append('s', 3, { idempotency: idempotency() })).toEqual({ status: 'repeated' });
        expect(await append('other', 0, { idempotency: idempotency() })).toEqual({ status: 'repeated' });
        expect(await store.findIdempotent(scope())).toEqual({
          ...{ fingerprint: 'f', stream: 's', firstVersion: 2, lastVersion: 3 },
        });
        expect(await versions('s')).toEqual([1, 2, 3]);
        expect(await versions('other')).toEqual([]);
      });

      it('lets one of 16 concurrent appends through', async () => {
        const results = await writers((writer) => append(`s-${writer}`, 0, { idempotency: idempotency() }));
        expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
        expect(results.filter(({ status }) => status === 'repeated')).toHaveLength(WRITERS - 1);
        expect(await store.backlog(before, 100)).toBe(1);
      });

      it('counts per tenant, actor and mutation', async () => {
        await appended('s', 0, { idempotency: idempotency() });
        for (const other of [{ tenant: newId() }, { actor: 'bob' }, { mutation: 'edit' }, { key: 'k2' }]) {
          expect(await store.findIdempotent({ ...scope(), ...other })).toBeNull();
          const idempotencyOfOther = { ...idempotency(), ...other };
          await appended(newId(), 0, { tenant: idempotencyOfOther.tenant, idempotency: idempotencyOfOther });
        }
      });

      it('is not used up by an append that conflicts', async () => {
        expect(await append('s', 1, { idempotency: idempotency() })).toEqual({ status: 'conflict' });
        expect(await store.findIdempotent(scope())).toBeNull();
      });
    });

    describe('a claim', () => {
      const ann = { name: 'username', value: 'ann' };
      const mail = { name: 'email', value: 'ann' };

      it('is held by one stream of a tenant until that gives it back', async () => {
        await appended('s', 0, { claims: [ann, mail] });
        expect(await store.findClaim(tenant, ann)).toBe('s');
        expect(await store.findClaim(newId(), ann)).toBeNull();
        expect(await append('other', 0, { claims: [ann] })).toEqual({ status: 'claimed' });
        await appended('other', 0, { tenant: newId(), claims: [ann] });

        await appended('s', 1, { releases: [ann], claims: [{ name: 'username', value: 'anna' }] });
        expect(await store.findClaim(tenant, ann)).toBeNull();
        expect(await store.findClaim(tenant, mail)).toBe('s');
        await appended('other', 0, { claims: [ann] });
        expect(await store.findClaim(tenant, ann)).toBe('other');
      });

      it('is listed under its name with those of all tenants, in portions', async () => {
        const name = newId();
        const other = `${tenant}-2`;
        for (const value of ['a', 'b', 'c']) await appended(`s-${value}`, 0, { claims: [{ name, value }] });
        await appended('s-a', 0, { tenant: other, claims: [{ name, value: 'a' }] });
        await appended('s-b', 1, { releases: [{ name, value: 'b' }], claims: [mail] });
        const first = await store.claims(name, null, 2);
        expect(first).toEqual([
          { tenant, value: 'a', stream: 's-a' },
          { tenant, value: 'c', stream: 's-c' },
        ]);
        expect(await store.claims(name, first[1]!, 2)).toEqual([{ tenant: other, value: 'a', stream: 's-a' }]);
        expect(await store.claims(newId(), null, 2)).toEqual([]);
      });

      it('may be made again by the stream that holds it', async () => {
        await appended('s', 0, { claims: [ann] });
        await appended('s', 1, { claims: [ann, mail] });
        expect(await store.findClaim(tenant, ann)).toBe('s');
        expect(await store.findClaim(tenant, mail)).toBe('s');
      });

      it('can not be given back by a stream that does not hold it, nor in an append that conflicts', async () => {
        await appended('s', 0, { claims: [ann] });
        await appended('other', 0, { releases: [ann] });
        expect(await append('s', 0, { releases: [ann] })).toEqual({ status: 'conflict' });
        expect(await store.findClaim(tenant, ann)).toBe('s');
      });

      it('goes to one of 16 streams that make it at once, and the others append nothing', async () => {
        const results = await writers((writer) => append(`s-${writer}`, 0, { claims: [ann] }));
        expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
        expect(results.filter(({ status }) => status === 'claimed')).toHaveLength(WRITERS - 1);
        expect(await store.backlog(before, 100)).toBe(1);
      });

      it('that is spent is gone, also for the stream that has spent it', async () => {
        await appended('s', 0, { spends: [ann, mail] });
        expect(await store.findClaim(tenant, ann)).toBe('s');
        for (const [stream, version] of [
          ['s', 1],
          ['other', 0],
        ] as const) {
          expect(await append(stream, version, { spends: [ann] })).toEqual({ status: 'claimed' });
          expect(await versions(stream)).toHaveLength(version);
        }
        await appended('other', 0, { tenant: newId(), spends: [ann] });
        await appended('other', 0, { claims: [{ name: 'username', value: 'bob' }] });
        expect(await append('s', 1, { spends: [{ name: 'username', value: 'bob' }] })).toEqual({ status: 'claimed' });
      });

      it('is spent by one of 16 that do it at once', async () => {
        const results = await writers((writer) => append(`s-${writer}`, 0, { spends: [ann] }));
        expect(results.filter(({ status }) => status === 'appended')).toHaveLength(1);
        expect(results.filter(({ status }) => status === 'claimed')).toHaveLength(WRITERS - 1);
      });

      it('that is refused leaves nothing else of its append', async () => {
        await appended('s', 0, { claims: [mail] });
        const scope = { tenant, actor: 'ann', mutation: 'sign-up', key: 'k' };
        const request = { claims: [ann, mail], idempotency: { ...scope, fingerprint: 'f' } };
        expect(await append('other', 0, request)).toEqual({ status: 'claimed' });
        expect(await store.findClaim(tenant, ann)).toBeNull();
        expect(await store.findIdempotent(scope)).toBeNull();
        expect(await versions('other')).toEqual([]);
        expect(await store.backlog(before, 100)).toBe(1);
      });
    });

    describe('snapshots and checkpoints', () => {
      const snapshot = (version: number, schemaVersion = 1) => ({
        ...{ version, schemaVersion, at: '2026-01-01T00:00:00.123Z', state: { total: version, of: ['a', null] } },
      });

      it('keep the newer snapshot', async () => {
        expect(await store.loadSnapshot(tenant, 's')).toBeNull();
        await store.saveSnapshot(tenant, 's', snapshot(200));
        await store.saveSnapshot(tenant, 's', snapshot(100));
        expect(await store.loadSnapshot(tenant, 's')).toEqual(snapshot(200));
        await store.saveSnapshot(tenant, 's', snapshot(300));
        expect(await store.loadSnapshot(tenant, 's')).toEqual(snapshot(300));
        expect(await store.loadSnapshot(newId(), 's')).toBeNull();
      });

      it('replace a snapshot of an older shape', async () => {
        await store.saveSnapshot(tenant, 's', snapshot(200, 1));
        await store.saveSnapshot(tenant, 's', snapshot(150, 2));
        expect(await store.loadSnapshot(tenant, 's')).toEqual(snapshot(150, 2));
      });

      it('forget a checkpoint', async () => {
        const name = newId();
        await store.saveCheckpoint(name, before);
        await store.deleteCheckpoint(name);
        expect(await store.loadCheckpoint(name)).toBe(START);
      });

      it('keep a checkpoint by name, from the start on', async () => {
        const name = newId();
        const [event] = await appended('s', 0);
        expect(await store.loadCheckpoint(name)).toBe(START);
        await store.saveCheckpoint(name, event!.feed);
        expect(await store.loadCheckpoint(name)).toBe(event!.feed);
        await store.saveCheckpoint(name, START);
        expect(await store.loadCheckpoint(name)).toBe(START);
      });
    });
  });
