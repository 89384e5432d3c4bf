import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'cassandra-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import { cassandraReadModel, openCassandra } from '#platform/read-model/cassandra';
import {
  type Cassandra,
  type CassandraOptions,
  CassandraUnreachableError,
  KeyspaceMissingError,
} from '#platform/read-model/cassandra/client';
import { type ReadModel, type RowWrite, type Target, table } from '#platform/read-model/read-model';
import { server } from '../../ops/servers/servers.ts';
import { serversForTests } from '../real-servers.ts';
import { at, testReadModel } from './read-model.ts';

const { cassandraHosts: hosts, cassandraDatacenter: datacenter } = serversForTests();
const cassandraServer = server('cassandra');

const keyspaces: string[] = [];
const connections: Cassandra[] = [];
const connect = async (options: Partial<CassandraOptions> = {}): Promise<Cassandra> => {
  const cassandra = await openCassandra({
    ...{ hosts, datacenter, keyspace: keyspaces[0]!, username: undefined, password: undefined },
    ...{ consistency: 'QUORUM', tls: false, ...options },
  });
  connections.push(cassandra);
  return cassandra;
};
const inAnyKeyspace = async (statement: string) => {
  const client = new Client({ contactPoints: hosts, localDataCenter: datacenter });
  await client.execute(statement, [], { readTimeout: 30_000 });
  await client.shutdown();
};
beforeAll(async () => {
  const keyspace = `test_${newId().replaceAll('-', '')}`;
  await inAnyKeyspace(
    `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  keyspaces.push(keyspace);
});
afterAll(async () => {
  await Promise.all(connections.map((cassandra) => cassandra.close()));
  await inAnyKeyspace(`DROP KEYSPACE ${keyspaces[0]}`);
});

testReadModel('Cassandra', async () => {
  const processes = await Promise.all([connect(), connect()]);
  return () => cassandraReadModel(processes.pop()!, { subgraph: 'test' });
});

type CountRow = { readonly id: string; readonly count: number | null; readonly title: string | null };
const counts = table<CountRow>()('count', ['id'], [], { id: 'text', count: 'int', title: 'text' });
const live: Target = { projection: 'counting', generation: 'live' };

describe('on Cassandra', () => {
  let readModel: ReadModel;
  beforeAll(async () => {
    readModel = cassandraReadModel(await connect(), { subgraph: 'counting' });
    await readModel.prepare([counts]);
  });

  const upsert = (nth: number, row: Partial<CountRow>, folded?: Record<string, number>): RowWrite => ({
    ...{ kind: 'upsert', table: counts, tenant: 't', feed: at(nth), row: row as CountRow, folded },
  });
  const remove = (nth: number, id: string): RowWrite => ({
    ...{ kind: 'delete', table: counts, tenant: 't', feed: at(nth), key: { id } },
  });
  const write = (...rows: RowWrite[]) => readModel.write(live, { rows, versions: [] });
  const get = async (id: string) => (await readModel.get(counts, 't', [{ id }]))[0];
  const folded = async (id: string) => (await readModel.stored(live, counts, 't', [{ id }]))[0]?.folded;

  it('deletes all that is older than the event, and nothing that the event itself writes', async () => {
    const id = newId();
    await write(upsert(4, { id, count: 4 }));
    await write(upsert(5, { id, title: 'five' }));
    await write(remove(5, id));
    expect(await get(id)).toEqual({ id, count: null, title: 'five' });
    await write(upsert(4, { id, count: 4 }));
    expect(await get(id)).toEqual({ id, count: null, title: 'five' });
    await write(remove(6, id));
    expect(await get(id)).toBeNull();
  });

  it('keeps the newer value of each column', async () => {
    const id = newId();
    await write(upsert(3, { id, title: 'three' }));
    await write(upsert(2, { id, count: 2, title: 'two' }));
    expect(await get(id)).toEqual({ id, count: 2, title: 'three' });
    await write(upsert(4, { id, title: null }));
    await write(upsert(3, { id, title: 'three' }));
    expect(await get(id)).toEqual({ id, count: 2, title: null });
  });

  it('says which events a computed row has in it, until it is deleted', async () => {
    const id = newId();
    expect(await folded(id)).toBeUndefined();
    await write(upsert(1, { id, count: 1 }, { s: 1 }));
    await write(upsert(3, { id, count: 3 }, { s: 3, r: 1 }));
    await write(upsert(2, { id, count: 2 }, { s: 2 }));
    await write(upsert(4, { id, title: 'four' }));
    expect([await folded(id), (await get(id))!.count]).toEqual([{ s: 3, r: 1 }, 3]);
    await write(remove(5, id), upsert(5, { id: `${id}'`, count: 0 }));
    await write(upsert(6, { id, title: 'six' }));
    expect([await folded(id), await folded(`${id}'`)]).toEqual([{}, {}]);
  });

  it('leaves what a batch has in it behind when it is cut off, and takes it again', async () => {
    const id = newId();
    const cassandra = await connect();
    const cutOff = cassandraReadModel(
      {
        ...cassandra,
        batch: (statements) =>
          statements[0]!.query.includes('projected_stream')
            ? Promise.reject(new Error('cut off'))
            : cassandra.batch(statements),
      },
      { subgraph: 'counting' },
    );
    const stream = { tenant: 't', stream: id };
    const batch = {
      rows: [upsert(1, { id, count: 1 }, { [id]: 1 })],
      versions: [{ ...stream, version: 1, feed: at(1) }],
    };
    await expect(cutOff.write(live, batch)).rejects.toThrow('cut off');
    expect([(await readModel.versions(live, [stream])).size, await folded(id)]).toEqual([0, { [id]: 1 }]);
    await readModel.write(live, batch);
    expect([...(await readModel.versions(live, [stream])).values()]).toEqual([1]);
    expect(await get(id)).toEqual({ id, count: 1, title: null });
  });

  it('adds a column that was declared since, also after a rebuild', async () => {
    const id = newId();
    type LaterRow = CountRow & { readonly open: boolean | null };
    const later = table<LaterRow>()('count', ['id'], [], { ...counts.columns, open: 'boolean' });
    const other = cassandraReadModel(await connect(), { subgraph: 'counting' });
    await readModel.startShadow({ ...live, generation: 'shadow' }, [counts]);
    await readModel.switchToShadow(live.projection, [counts]);
    await write(upsert(1, { id, count: 1 }));
    await other.prepare([later]);
    await other.write(live, {
      rows: [{ kind: 'upsert', table: later, tenant: 't', feed: at(2), row: { id, open: true } }],
      versions: [],
    });
    expect(await other.get(later, 't', [{ id }])).toEqual([{ id, count: 1, title: null, open: true }]);
    expect(await get(id)).toEqual({ id, count: 1, title: null });
  });

  it('drops what a rebuild has replaced', { timeout: 60_000 }, async () => {
    const cassandra = await connect();
    const tables = async () => {
      const { rows } = await cassandra.execute({
        query: 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?',
        params: [keyspaces[0]],
      });
      return rows.map((row): string => row.table_name).filter((name) => name.startsWith('dropping_'));
    };
    const dropping = cassandraReadModel(cassandra, { subgraph: 'dropping' });
    await dropping.prepare([counts]);
    for (const [generation, left] of [
      [2, ['dropping_projected_stream_1', 'dropping_projected_stream_2', 'dropping_count_2']],
      [3, ['dropping_projected_stream_1', 'dropping_projected_stream_3', 'dropping_count_3']],
    ] as const) {
      await dropping.startShadow({ ...live, generation: 'shadow' }, [counts]);
      await dropping.switchToShadow(live.projection, [counts]);
      expect(await tables()).toContain(`dropping_count_${generation}`);
      await expect.poll(async () => (await tables()).sort(), { timeout: 20_000 }).toEqual([...left].sort());
    }
  });

  describe('while the server is away', () => {
    /** Until it is asked to stop: the nth batch counts n into one row and adds another. Answers with how many there were. */
    const counting = (id: string) => {
      let stop = false;
      let done = 0;
      const versions = () => readModel.versions(live, [{ tenant: 't', stream: id }]);
      const step = async () => {
        const seen = (await versions()).get(`t\n${id}`) ?? 0;
        expect(seen).toBeLessThanOrEqual(done + 1);
        const nth = seen + 1;
        const [stored] = await readModel.stored(live, counts, 't', [{ id }]);
        const known = (stored?.folded[id] ?? 0) >= nth;
        const count = Number(stored?.row.count ?? 0) + (known ? 0 : 1);
        await readModel.write(live, {
          rows: [upsert(nth, { id, count }, { [id]: nth }), upsert(nth, { id: `${id}-${nth}`, count: nth })],
          versions: [{ tenant: 't', stream: id, version: nth, feed: at(nth) }],
        });
        done = nth;
      };
      const running = (async () => {
        // as a consumer does: what fails comes again
        while (!stop) await step().catch(() => delay(100));
        return done;
      })();
      const finish = () => {
        stop = true;
        return running;
      };
      return { done: () => done, finish };
    };

    it('loses nothing that it acknowledged, counts nothing twice, and goes on within 5 s', {
      timeout: 240_000,
    }, async () => {
      const id = newId();
      const batches = counting(id);
      for (let round = 0; round < 2; round++) {
        await expect.poll(batches.done, { timeout: 20_000 }).toBeGreaterThan(50 * (round + 1));
        await cassandraServer.kill();
        const before = batches.done();
        await expect(readModel.get(counts, 't', [{ id }])).rejects.toThrow(CassandraUnreachableError);
        await cassandraServer.start();
        await expect.poll(batches.done, { timeout: 5_000 }).toBeGreaterThan(before);
      }
      const total = await batches.finish();
      expect((await get(id))!.count).toBe(total);
      const keys = Array.from({ length: total }, (_, nth) => ({ id: `${id}-${nth + 1}` }));
      const rows = await readModel.get(counts, 't', keys);
      expect(rows.map((row) => row?.count)).toEqual(keys.map((_, nth) => nth + 1));
      expect(await readModel.versions(live, [{ tenant: 't', stream: id }])).toEqual(new Map([[`t\n${id}`, total]]));
    });

    it('ends requests to a paused server within their deadline, and goes on when it wakes up', {
      timeout: 60_000,
    }, async () => {
      const id = newId();
      await write(upsert(1, { id, count: 1 }));
      cassandraServer.pause();
      try {
        const began = performance.now();
        const requests = [get(id), write(upsert(2, { id, count: 2 }))];
        for (const outcome of await Promise.allSettled(requests))
          expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'CassandraUnreachableError' } });
        expect(performance.now() - began).toBeLessThan(6_000);
      } finally {
        cassandraServer.resume();
      }
      await expect
        .poll(
          () =>
            get(id).then(
              (row) => row?.id,
              () => undefined,
            ),
          { timeout: 5_000 },
        )
        .toBe(id);
    });
  });
});

describe('opening Cassandra', () => {
  const refusal = (options: Partial<CassandraOptions>) =>
    connect(options).then(
      () => undefined,
      (error: Error) => error,
    );

  it('names the address that leads nowhere', async () => {
    const error = await refusal({ hosts: ['127.0.0.1:1'] });
    expect(error).toBeInstanceOf(CassandraUnreachableError);
    expect(error!.message).toMatch(/^Cassandra at 127\.0\.0\.1:1 can't be used: .*ECONNREFUSED[^\n]*\.$/);
  });

  it('names a data center that is not there, and those that are', async () => {
    const error = await refusal({ datacenter: 'elsewhere' });
    expect(error).toBeInstanceOf(CassandraUnreachableError);
    expect(error!.message).toMatch(/^[^\n]*'elsewhere'[^\n]*datacenter1[^\n]*$/);
  });

  it('says how a keyspace that is missing is made', async () => {
    const error = await refusal({ keyspace: 'nowhere' });
    expect(error).toBeInstanceOf(KeyspaceMissingError);
    expect(error!.message).toContain(`CREATE KEYSPACE "nowhere" WITH replication = {`);
  });
});
