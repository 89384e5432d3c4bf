import pg from 'pg';
import { describe, expect, it } from 'vitest';
import * as app from '../../schema/operations.ts';
import { metricsOf, settled, standing, total } from './metrics.ts';
import { databaseOf } from './process.ts';
import { embeddedForTests, eventually, type Person } from './supergraph.ts';

// one test makes the server fail on purpose, and it would say so
const supergraph = embeddedForTests({ LOG_LEVEL: 'fatal' });
const get = (path: string) => fetch(`${supergraph.nobody.url}${path}`);
const metrics = () => metricsOf(supergraph.nobody.url);

describe('health', () => {
  it.each(['/health', '/health/ready', '/ready'])('%s says whether requests can be served', async (path) => {
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready', database: 'up', stuck: [] }]);
  });

  it('/health/live says that the process is there', async () => {
    const response = await get('/health/live');
    expect([response.status, await response.json()]).toEqual([200, { status: 'live' }]);
  });
});

it('a request keeps the correlation id that it came with, and gets one where it has none', async () => {
  const ask = async (headers: Record<string, string>) =>
    (await supergraph.nobody.answer('{ __typename }', undefined, headers)).headers.get('x-correlation-id');
  expect(await ask({ 'x-correlation-id': 'order-66' })).toBe('order-66');
  expect(await ask({})).toMatch(/^[0-9a-f-]{36}$/);
});

describe('/metrics', () => {
  it('counts what people do, in each of its figures', async () => {
    await settled(supergraph.nobody.url);
    const before = await metrics();
    const [ann, bob] = [await supergraph.signUp('ann'), await supergraph.signUp('bob')];
    const archetype = '{ archetypeId: "sage", archetypeName: "Sage", confidence: 0.9 }';
    await ann.ask(`mutation Assign { assignArchetype(input: ${archetype}) { id } }`);
    const { id: sessionId } = (await ann.ask(app.StartDiarySessionDocument, {})).startDiarySession;
    for (const content of ['One.', 'Two.'])
      await ann.ask(app.CreateDiaryEntryDocument, { input: { content, sessionId } });
    const group = { kind: 'GROUP' as const, participantIds: [bob.id] };
    const conversationId = (await ann.ask(app.OpenConversationDocument, { input: group })).openConversation.id;
    for (const idempotencyKey of ['a', 'b', 'c', 'c'])
      await ann.ask(app.SendMessageDocument, { input: { conversationId, text: 'Hi.', idempotencyKey } });
    await ann.refusal(
      'mutation Send { sendMessage(input: { conversationId: "?", text: "?", idempotencyKey: "?" }) { status } }',
    );
    await settled(ann.url);

    const after = await metrics();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(
      Object.fromEntries(
        ['users', 'archetypes', 'sessions', 'entries', 'messages'].map((name) => [
          name,
          grown(`metachat_${name}_total`),
        ]),
      ),
    ).toEqual({ users: 2, archetypes: 1, sessions: 1, entries: 2, messages: 3 });

    const operation = (name: string, status: string) =>
      grown(`metachat_requests_total{operation="${name}",type="mutation",status="${status}"}`);
    expect([operation('SignUp', 'ok'), operation('SendMessage', 'ok'), operation('Send', 'error')]).toEqual([2, 4, 1]);
    const took = (figure: string) =>
      grown(`metachat_request_duration_seconds_${figure}{operation="SendMessage",type="mutation"}`);
    expect(took('count')).toBe(4);
    expect(took('sum')).toBeGreaterThan(0);
    expect(took('sum')).toBeLessThan(10);

    // whoever signs up is registered with chat and matching, which hears of archetypes; what is written is read for its mood
    const published = (topic: string) => grown(`metachat_events_published_total{topic="${topic}"}`);
    expect(['users', 'diary', 'chat', 'matching'].map(published)).toEqual([3, 5, 6, 3]);
    const consumed = (consumer: string) => grown(`metachat_events_consumed_total{consumer="${consumer}"}`);
    const projections = ['users.people', 'diary.entries', 'chat.conversations', 'matching.matches'];
    expect(projections.map(consumed)).toEqual([3, 5, 6, 3]);
    expect(consumed('chat.registerPeople')).toBe(3);
    for (const projection of projections) {
      const lag = (figure: string) => grown(`metachat_projection_lag_seconds_${figure}{projection="${projection}"}`);
      expect(lag('count')).toBeGreaterThan(0);
      expect(lag('sum') / lag('count')).toBeLessThan(5);
      expect(after.get(`metachat_consumer_failed{consumer="${projection}"}`)).toBe(0);
      expect(after.get(`metachat_consumer_backlog{consumer="${projection}"}`)).toBe(0);
    }
    for (const database of ['users', 'diary', 'chat', 'matching', 'vault']) {
      expect(grown(`metachat_database_operations_total{database="${database}"}`)).toBeGreaterThan(0);
      expect(grown(`metachat_database_operation_duration_seconds_count{database="${database}"}`)).toBeGreaterThan(0);
      for (const state of ['used', 'idle', 'waiting'])
        expect(after.get(`metachat_database_pool_connections{database="${database}",state="${state}"}`)).toBeLessThan(
          20,
        );
    }
  });

  it('knows the sockets that are open, and the subscriptions that stand', async () => {
    const ann = await supergraph.signUp('ann');
    const open = async () => (await metrics()).get('metachat_active_connections');
    const before = (await open())!;
    const listeners = [1, 2].map(() => ann.listen('subscription { messageReceived { id } }'));
    for (const listener of listeners) listener.next().catch(() => {});
    await eventually(async () => expect(await open()).toBe(before + 2));
    await standing(supergraph.nobody.url, { messageReceived: 2 });
    await Promise.all(listeners.map((listener) => listener.stop()));
    await eventually(async () => expect(await open()).toBe(before));
    await standing(supergraph.nobody.url, { messageReceived: 0 });
  });

  it('counts what becomes of recommendations, by the place that they had', async () => {
    const [ann, bob, cid] = await Promise.all(['ann', 'bob', 'cid'].map(supergraph.signUp));
    const archetypeId = `archetype of ${ann!.id}`;
    for (const [nth, who] of [ann!, bob!, cid!].entries())
      await who.ask('mutation ($input: ArchetypeInput!) { assignArchetype(input: $input) { id } }', {
        input: { archetypeId, archetypeName: 'New', confidence: 1 - nth / 10 },
      } as object);
    await settled(ann!.url);
    const before = await metrics();
    expect((await ann!.ask(app.RecommendationsDocument, {})).recommendations!.edges).toHaveLength(2);
    await ann!.ask(app.DismissRecommendationDocument, { userId: cid!.id });
    const { requestMatch } = await ann!.ask(app.RequestMatchDocument, { userId: bob!.id });
    await bob!.ask(app.AcceptMatchDocument, { id: requestMatch.id });
    await cid!.ask(app.RequestMatchDocument, { userId: bob!.id });
    const after = await metrics();
    const grown = (outcome: string, position: string) => {
      const series = `metachat_recommendations_total{outcome="${outcome}",position="${position}"}`;
      return (after.get(series) ?? 0) - (before.get(series) ?? 0);
    };
    expect([grown('shown', '1'), grown('shown', '2'), grown('shown', '3')]).toEqual([1, 1, 0]);
    expect([grown('dismissed', '2'), grown('requested', '1'), grown('accepted', '1')]).toEqual([1, 1, 1]);
    // whom nobody recommended
    expect(grown('requested', 'none')).toBe(1);
  });

  it('is text as Prometheus reads it, and has no figure that is not tested here', async () => {
    const text = await (await get('/metrics')).text();
    const lines = text
      .trimEnd()
      .split('\n')
      .filter((line) => line !== '');
    for (const line of lines)
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)*\})? (-?[0-9.e+-]+|Nan|[+-]Inf))$/);
    const families = lines.flatMap((line) => /^# TYPE ((metachat|outbox)_\w+)/.exec(line)?.[1] ?? []);
    expect(families.sort()).toEqual([
      'metachat_active_connections',
      'metachat_active_subscriptions',
      'metachat_archetypes_total',
      'metachat_consumer_backlog',
      'metachat_consumer_errors_total',
      'metachat_consumer_failed',
      'metachat_database_errors_total',
      'metachat_database_operation_duration_seconds',
      'metachat_database_operations_total',
      'metachat_database_pool_connections',
      'metachat_dead_letters',
      'metachat_dependency_up',
      'metachat_entries_total',
      'metachat_events_consumed_total',
      'metachat_events_published_total',
      'metachat_graph_loads_total',
      'metachat_messages_total',
      'metachat_projection_lag_seconds',
      'metachat_recommendations_total',
      'metachat_relay_leader',
      'metachat_request_duration_seconds',
      'metachat_requests_total',
      'metachat_sessions_total',
      'metachat_users_total',
      'outbox_dlq_total',
      'outbox_pending_count',
      'outbox_processed_total',
      'outbox_publish_errors_total',
    ]);
  });
});

it('a projection that can not go on says so everywhere, loses nothing, and goes on by itself', async () => {
  const ann: Person = await supergraph.signUp('ann');
  await settled(ann.url);
  const database = new pg.Client(await databaseOf(supergraph.dataDir(), 'metachat_diary'));
  await database.connect();
  await database.query('ALTER TABLE read_model.session RENAME TO away');

  const input = { title: 'Started while its table was away.' };
  const { id } = (await ann.ask(app.StartDiarySessionDocument, { input })).startDiarySession;
  await eventually(async () => expect((await get('/health/ready')).status).toBe(503));
  expect(await (await get('/health')).json()).toEqual({
    status: 'not ready',
    database: 'up',
    stuck: ['diary.entries'],
  });
  expect((await get('/health/live')).status).toBe(200);
  const stuck = await metrics();
  expect(stuck.get('metachat_consumer_failed{consumer="diary.entries"}')).toBe(1);
  expect(stuck.get('metachat_consumer_backlog{consumer="diary.entries"}')).toBe(1);
  expect(stuck.get('metachat_consumer_errors_total{consumer="diary.entries"}')).toBeGreaterThan(0);
  expect(stuck.get('metachat_database_errors_total{database="diary"}')).toBeGreaterThan(0);
  expect(total(stuck, 'metachat_consumer_backlog')).toBe(1);

  // which table is missing is nobody's business outside
  const refusal = await ann.refusal(`{ diarySession(id: "${id}") { title } }`);
  expect(refusal).toMatchObject({ code: 'INTERNAL_SERVER_ERROR', status: 200 });
  expect(JSON.stringify(refusal)).not.toMatch(/session|relation|42P01/);

  await database.query('ALTER TABLE read_model.away RENAME TO session');
  await database.end();
  await eventually(async () => expect((await get('/ready')).status).toBe(200), 15_000);
  expect(await ann.ask(`{ diarySession(id: "${id}") { title } }`)).toEqual({ diarySession: input });
  expect((await metrics()).get('metachat_consumer_failed{consumer="diary.entries"}')).toBe(0);
});
