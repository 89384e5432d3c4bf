import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folderOf, readSettings } from '../../ops/servers/settings.ts';
import { compareWithRebuild } from '../../replay/rebuild.ts';
import { eventually } from '../e2e/supergraph.ts';
import { type Attempt, violations } from './history.ts';
import { type Flow, type Load, startLoad } from './load.ts';
import { readBack } from './read-back.ts';
import { canMount, smallDisk } from './small-disk.ts';
import { relayLeader, type Testbed, testbed } from './testbed.ts';

/** `FAULTS=quick` takes the servers and one process only: a minute and a half instead of seven. */
const quick = process.env.FAULTS === 'quick';
const thorough = it.skipIf(quick);

/** Sends a second: what two cores can carry beside the servers, and while processes start. */
const RATE = Number(process.env.FAULTS_RATE ?? 10);
const RATES = { sends: RATE, entries: RATE / 8, reads: RATE / 4, pairs: 0.1 };
/**
 * From a server's being back, or a process's death, to messages flowing again everywhere. What is wanted is 5 s after a
 * server; how long it took is printed in the end. A test only tells that it does not take forever, on any machine.
 */
const FLOWING_MS = 30_000;

let bed: Testbed;
let load: Load;
const endpointAway: { from: number; to: number }[] = [];
const report: (Flow & { readonly fault: string; readonly failed: number })[] = [];

beforeAll(async () => {
  bed = await testbed();
  await bed.start();
  load = await startLoad(bed.endpoint, RATES);
  await load.flowing();
}, 300_000);

afterEach(() => bed.mend());

afterAll(async () => {
  const ms = (figure: number) => `${String(Math.round(figure)).padStart(6)} ms`;
  for (const { fault, flowingMs, caughtUpMs, failed } of report)
    process.stdout.write(
      `${fault.padEnd(44)} flowing after ${ms(flowingMs)}, caught up after ${ms(caughtUpMs)}, ${failed} attempts failed\n`,
    );
  await load?.close();
  await bed?.close();
});

/** What clients tried since a moment. */
const attemptsSince = (at: number): readonly Attempt[] => load.history.attempts.filter((attempt) => attempt.at >= at);
const failedSince = (at: number) => attemptsSince(at).filter(({ code }) => code !== null);
const isWrite = ({ operation }: Attempt) => operation === 'Send' || operation === 'Write';
const isRead = ({ operation }: Attempt) => operation.startsWith('Read');
const acknowledgedSince = (at: number) =>
  attemptsSince(at).filter((attempt) => isWrite(attempt) && attempt.code === null);

/** Waits until messages flow again, and keeps how long it took for the report. */
const flowingAfter = async (fault: string, since: number): Promise<number> => {
  const flow = await load.flowing();
  report.push({ fault, ...flow, failed: failedSince(since).length });
  return flow.flowingMs;
};

const backlog = (of: string) => bed.metric(of, 'outbox_pending_count{topic="chat"}');
/** No event was set aside because a server was away. */
const noDeadLetters = async () => {
  for (const topic of ['users', 'diary', 'chat', 'matching'])
    expect(await bed.metric('relay', `metachat_dead_letters{topic="${topic}"}`), topic).toBe(0);
};

describe.sequential('under a steady load', () => {
  it.each(['postgres', 'kafka', 'cassandra', 'redis'] as const)(
    'messages flow again after %s was killed and is back',
    async (name) => {
      const since = performance.now();
      await bed.server(name).kill();
      await bed.server(name).start();
      expect(await flowingAfter(`${name} killed, from its being back`, since)).toBeLessThan(FLOWING_MS);
      await noDeadLetters();
    },
  );

  it('the other process of a subgraph takes over when one is killed', async () => {
    await killed('chat-1');
  });

  thorough.each(['chat-2', 'diary-1', 'users-1', 'matching-1', 'relay'])(
    'the others take over when %s is killed',
    killed,
  );

  thorough('another process publishes when the one that leads the relay is killed', async () => {
    const leader = (await relayLeader(bed, 'chat'))!;
    await killed(leader.name);
    expect((await relayLeader(bed, 'chat'))?.name).not.toBe(leader.name);
  });

  thorough('clients come back to a router that was killed', async () => {
    const since = performance.now();
    const router = bed.cluster.member('router');
    await router.kill();
    await router.start();
    endpointAway.push({ from: since, to: performance.now() });
    expect(await flowingAfter('router killed, from its being back', since)).toBeLessThan(FLOWING_MS);
  });

  thorough('all but what is delivered goes on while Kafka is away, and then it is delivered', async () => {
    const kafka = bed.server('kafka');
    await kafka.stop();
    const since = performance.now();
    await sleep(10_000);
    expect(await bed.health('chat-1')).toMatchObject({
      status: 200,
      body: { status: 'degraded', kafka: 'down', database: 'up', cassandra: 'up', redis: 'up' },
    });
    const early = await backlog('chat-1');
    await sleep(20_000);
    const late = await backlog('chat-1');
    expect(early).toBeGreaterThan(0);
    expect(late).toBeGreaterThan(early!);
    expect(failedSince(since).filter((attempt) => isWrite(attempt) || isRead(attempt))).toEqual([]);
    expect(acknowledgedSince(since).length).toBeGreaterThan(30 * RATE * 0.8);

    await kafka.start();
    expect(await flowingAfter('kafka away for 30 s', since)).toBeLessThan(FLOWING_MS);
    await eventually(async () => expect(await backlog('chat-1')).toBeLessThan(RATE), 20_000);
    await noDeadLetters();
  });

  thorough('sends and reads go on while Redis is away, and when it comes back empty', async () => {
    const redis = bed.server('redis');
    const since = performance.now();
    await redis.stop();
    expect(await bed.health('chat-2')).toMatchObject({ status: 200, body: { status: 'degraded', redis: 'down' } });
    await sleep(5_000);
    await redis.start();
    expect(await flowingAfter('redis away for 5 s', since)).toBeLessThan(FLOWING_MS);
    await bed.emptyRedis();
    expect(await flowingAfter('redis emptied', since)).toBeLessThan(FLOWING_MS);
    expect(failedSince(since)).toEqual([]);
  });

  thorough('sends go on and reads say UNAVAILABLE in time while Cassandra stands still', async () => {
    const cassandra = bed.server('cassandra');
    const since = performance.now();
    cassandra.pause();
    await sleep(3_000);
    expect(await bed.health('chat-1')).toMatchObject({ body: { cassandra: 'down', database: 'up', kafka: 'up' } });
    await sleep(7_000);
    const failed = failedSince(since);
    cassandra.resume();
    expect(failed.filter(isWrite)).toEqual([]);
    expect(failed.some(isRead)).toBe(true);
    expect(await flowingAfter('cassandra paused for 10 s', since)).toBeLessThan(FLOWING_MS);
    await noDeadLetters();
  });

  thorough('mutations say UNAVAILABLE in time while PostgreSQL is away, and no process is ready', async () => {
    const postgres = bed.server('postgres');
    const since = performance.now();
    await postgres.stop();
    const stopped = performance.now();
    await sleep(8_000);
    expect(await bed.health('chat-1')).toMatchObject({ status: 503, body: { status: 'not ready', database: 'down' } });
    expect(attemptsSince(stopped).some((attempt) => isWrite(attempt) && attempt.code === 'UNAVAILABLE')).toBe(true);
    expect(acknowledgedSince(stopped)).toEqual([]);
    await postgres.start();
    expect(await flowingAfter('postgres away for 8 s', since)).toBeLessThan(FLOWING_MS);
  });

  thorough('what a process held goes on when it stands still for eight seconds', async () => {
    const since = performance.now();
    const member = bed.cluster.member('chat-1');
    member.pause();
    await sleep(8_000);
    member.resume();
    expect(await flowingAfter('chat-1 paused for 8 s', since)).toBeLessThan(FLOWING_MS);
  });

  thorough('no client sees anything of a rolling restart', async () => {
    const since = performance.now();
    for (const member of bed.cluster.members)
      if (member.name !== 'router') {
        expect(await member.stop(), member.name).toBe(0);
        await member.start();
      }
    await flowingAfter('rolling restart', since);
    expect(failedSince(since)).toEqual([]);
    expect(load.history.listeners.flatMap(({ breaks }) => breaks.filter(({ at }) => at >= since))).toEqual([]);
  });

  it.skipIf(quick || !canMount())('nothing acknowledged is lost when the disk of PostgreSQL is full', async () => {
    const postgres = bed.server('postgres');
    await postgres.stop();
    const disk = await smallDisk(`${folderOf(readSettings(process.env), 'postgres')}/data`, 64);
    try {
      await postgres.start();
      await load.flowing();
      const since = performance.now();
      await disk.fill();
      await eventually(async () => expect(failedSince(since).some(isWrite)).toBe(true), 20_000);
      await disk.free();
      // it may have ended itself
      await postgres.start();
      expect(await flowingAfter('disk of postgres full', since)).toBeLessThan(FLOWING_MS);
    } finally {
      await postgres.stop();
      await disk.remove();
    }
  });

  it('in the end nothing acknowledged is lost, doubled or out of order, and the read models equal a rebuild', async () => {
    await load.finish();
    const read = await readBack(load);
    const rebuild = await compareWithRebuild(new URL(bed.cluster.url), await bed.adminToken());
    expect(violations(load.history, { ...read, rebuild, endpointAway })).toEqual([]);
    expect(read.entries.length).toBeGreaterThan(0);
    await noDeadLetters();
  });
});

async function killed(name: string): Promise<void> {
  const since = performance.now();
  const member = bed.cluster.member(name);
  await member.kill();
  expect(await flowingAfter(`${name} killed`, since)).toBeLessThan(FLOWING_MS);
  await member.start();
}
