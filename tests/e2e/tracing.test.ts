import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '#platform/domain/ids';
import * as app from '../../schema/operations.ts';
import { type Collector, type ExportedSpan, startCollector } from '../collector.ts';
import { embeddedForTests, eventually } from './supergraph.ts';

const environment: NodeJS.ProcessEnv = {
  OTEL_SERVICE_NAME: 'graph-under-test',
  // of its own accord it traces nothing: only what a client has sampled
  ...{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
};
let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
  environment.OTEL_EXPORTER_OTLP_ENDPOINT = collector.url;
});
const supergraph = embeddedForTests(environment);
afterAll(() => collector.close());

const hex = (length: number) => newId().replaceAll('-', '').slice(-length).padStart(length, '7');
const SEND = `mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) { message { text sender { username } } }
}`;

/** The spans of a trace, once there is one of each of these names. */
const traced = (traceId: string, names: readonly string[]) =>
  eventually(async () => {
    const spans = collector.spans().filter((span) => span.traceId === traceId);
    for (const name of names) if (!spans.some((span) => span.name === name)) throw new Error(`There is no ${name}.`);
    return spans;
  });

it('a message is one trace, from the request of who sends it to the push to who hears of it, and says nothing of either', async () => {
  const [ann, bob] = await Promise.all([supergraph.signUp('annabella'), supergraph.signUp('bobolink')]);
  const group = { kind: 'GROUP' as const, title: `Zirkonblume ${newId()}`, participantIds: [bob.id] };
  const { id } = (await ann.ask(app.OpenConversationDocument, { input: group })).openConversation;
  const heard = bob.listen<{ chatEvents: object }>(
    'subscription ($id: ID) { chatEvents(conversationId: $id) { ... on MessageSent { message { text sender { username } } } } }',
    { id },
  );
  const first = heard.next();
  await new Promise((resolve) => setTimeout(resolve, 400));

  const [traceId, parentId] = [hex(32), hex(16)];
  const text = `Wolkenbruch ${newId()}`;
  const key = `Kennung-${newId()}`;
  const { data, errors } = await ann.answer(
    SEND,
    { input: { conversationId: id, text, idempotencyKey: key } },
    { traceparent: `00-${traceId}-${parentId}-01`, tracestate: 'vendor=Zeiger', 'user-agent': 'Heiterkeit' },
  );
  expect(errors).toBeUndefined();
  expect(data.sendMessage.message).toEqual({ text, sender: { username: ann.username } });
  expect(await first).toEqual({ chatEvents: { message: { text, sender: { username: ann.username } } } });
  await heard.stop();

  const spans = await traced(traceId, ['POST /graphql', 'push', 'process chat', 'INSERT event']);
  const only = (name: string, matches: (span: ExportedSpan) => boolean = () => true) => {
    const found = spans.filter((span) => span.name === name && matches(span));
    expect(found, name).toHaveLength(1);
    return found[0]!;
  };
  const consumerOf = (group: string) =>
    only('process chat', ({ attributes }) => attributes['messaging.consumer.group.name'] === group);

  const push = only('push');
  const announcing = spans.find(({ spanId }) => spanId === push.parentSpanId)!;
  const chain = [
    only('POST /graphql'),
    only('mutation SendMessage'),
    only('mutation chat'),
    only('INSERT event', ({ parentSpanId }) => parentSpanId === only('mutation chat').spanId),
    announcing,
    push,
  ];
  // each is the child of the one before, and the first of the client's own
  expect(chain.map(({ parentSpanId }) => parentSpanId)).toEqual([
    parentId,
    ...chain.slice(0, -1).map(({ spanId }) => spanId),
  ]);
  expect(chain.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    ...['2 POST /graphql', '2 mutation SendMessage', '1 mutation chat', '3 INSERT event'],
    ...['5 process chat', '4 push'],
  ]);
  expect(spans.map(({ failed }) => failed)).not.toContain(true);
  expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['graph-under-test']));

  expect(only('POST /graphql').attributes).toEqual({
    ...{ 'http.request.method': 'POST', 'http.route': '/graphql', 'url.path': '/graphql', 'url.scheme': 'http' },
    ...{ 'http.response.status_code': 200, 'network.protocol.version': '1.1' },
  });
  expect(only('mutation SendMessage').attributes).toEqual({
    ...{ 'graphql.operation.type': 'mutation', 'graphql.operation.name': 'SendMessage' },
  });
  expect(announcing.attributes).toMatchObject({
    ...{ 'messaging.system': 'postgresql', 'messaging.destination.name': 'chat', 'metachat.event.type': 'MessageSent' },
    ...{ 'messaging.operation.type': 'process' },
  });
  // those who read it beside, and are none of the way to the push, belong to what was stored
  const stored = chain[3]!.spanId;
  for (const group of ['conversations', 'inboxes'].map((name) => `chat.${name}`))
    expect([group, stored]).toEqual([group, consumerOf(group).parentSpanId]);

  // of what nobody sampled there is nothing
  expect(new Set(collector.spans().map((span) => span.traceId))).toEqual(new Set([traceId]));

  const exported = collector.bodies.join('\n');
  for (const personal of [text, 'Wolkenbruch', 'Zirkonblume', 'Zeiger', 'Kennung', 'Heiterkeit', ann.token, bob.token])
    expect(exported).not.toContain(personal);
  for (const { id, username } of [ann, bob]) {
    expect(exported).not.toContain(id);
    expect(exported).not.toContain(username);
  }
  for (const word of ['@example', 'annabella', 'bobolink', '127.0.0.1', 'sendMessage(', 'INSERT INTO', id])
    expect(exported).not.toContain(word);
});

it('what an entry leads to much later is of its trace, and no row of what is read comes from that', async () => {
  const carla = await supergraph.signUp('carla');
  const traceId = hex(32);
  const input = { title: 'Dienstag', content: 'What a wonderful, sunny and happy day that was!', tags: ['weather'] };
  const { data } = await carla.answer(
    'mutation ($i: CreateDiaryEntryInput!) { createDiaryEntry(input: $i) { id } }',
    { i: input },
    { traceparent: `00-${traceId}-${hex(16)}-01` },
  );
  const isMood = ({ attributes }: ExportedSpan) => attributes['metachat.event.type'] === 'EntryMoodAnalyzed';
  const spans = await eventually(async () => {
    const found = collector.spans().filter((span) => span.traceId === traceId);
    if (!found.some(isMood)) throw new Error('Its mood is not known yet.');
    return found;
  });
  const bySpan = new Map(spans.map((span) => [span.spanId, span]));
  const ancestry = (span: ExportedSpan | undefined): string[] =>
    span ? [span.name, ...ancestry(bySpan.get(span.parentSpanId ?? ''))] : [];
  expect(ancestry(spans.find(isMood))).toEqual([
    ...['process diary', 'INSERT event', 'process diary', 'INSERT event', 'mutation diary', 'mutation anonymous'],
    'POST /graphql',
  ]);
  expect(collector.bodies.join('')).not.toContain(data.createDiaryEntry.id);

  const operator = { id: 'operator', tenant: 'default', sessionId: 'none', scopes: ['admin'] };
  const response = await fetch(`${supergraph.nobody.url}/operations/rebuild`, {
    ...{ method: 'POST', headers: { authorization: `Bearer ${await supergraph.issue(operator)}` } },
  });
  const { projections } = (await response.json()) as { projections: { differing: number }[] };
  expect(projections.length).toBeGreaterThan(5);
  expect(projections.filter(({ differing }) => differing > 0)).toEqual([]);
  const { errors } = await carla.answer('{ diaryEntries { edges { node { id title } } } }');
  expect(errors).toBeUndefined();
});
