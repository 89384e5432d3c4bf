import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, type Role, readConfig } from '#platform/config';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metachat-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = (environment: NodeJS.ProcessEnv, role?: Role) => readConfig(environment, role, join(folder, 'absent.env'));
const refusal = (environment: NodeJS.ProcessEnv, role?: Role): string => {
  try {
    read(environment, role);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return expect.fail('it was taken');
};

describe('configuration', () => {
  it('needs nothing', () => {
    expect(read({})).toEqual({
      ...{ role: 'all', environment: 'production', host: '127.0.0.1', port: 4000, dataDir: '.data' },
      log: { level: 'info', format: 'json', output: 'stdout' },
      databaseUrl: undefined,
      databaseUrls: { users: undefined, diary: undefined, chat: undefined, matching: undefined, vault: undefined },
      ...{ bus: undefined, cassandra: undefined, redisUrl: undefined },
      blobs: { kind: 'folder', folder: '.data/blobs' },
      subgraphUrls: { users: [], diary: [], chat: [], matching: [] },
      ...{ supergraphPath: undefined, refusedFields: 'null', overrideLabels: [] },
      jwt: { secret: undefined, expiresInSeconds: 900, issuer: undefined },
      tenants: { header: undefined, hosts: new Map() },
      masterKeys: undefined,
      endpoint: {
        ...{ corsOrigins: ['https://studio.apollographql.com'], trustedProxies: [], introspection: true },
        ...{
          safelist: undefined,
          rates: { perPerson: 600_000, perAddress: 6_000_000 },
          maxCost: 10_000,
          maxSubscriptions: 100,
        },
      },
      tracing: undefined,
      outbox: { pollIntervalMs: 100, batchSize: 100 },
      writesPerSecond: 500,
      mood: { model: 'bundled', isApart: false },
      matchingWeights: { mood: 0.4, archetype: 0.3, interests: 0.2, modalities: 0.1 },
    });
  });

  it('reads every setting', () => {
    const [old, newer] = ['ab'.repeat(32), 'cd'.repeat(32)];
    const config = read({
      ...{ ENVIRONMENT: 'development', HOST: '0.0.0.0', PORT: '0', DATA_DIR: '/data', LOG_LEVEL: 'debug' },
      ...{ LOG_FORMAT: 'text', LOG_OUTPUT: 'stderr', DATABASE_URL: 'postgresql://a@db/x', JWT_EXPIRATION: '2h' },
      ...{ CHAT_DATABASE_URL: 'postgres://b@db:1/y', JWT_SECRET: 's'.repeat(32), MASTER_KEY: `${newer},${old}` },
      ...{ OUTBOX_POLL_INTERVAL_MS: '50', OUTBOX_BATCH_SIZE: '500' },
      ...{ CORS_ORIGINS: 'https://app.example.org, http://localhost:3000', TRUSTED_PROXIES: '10.0.0.0/8,2001:db8::1' },
      ...{ INTROSPECTION: 'false', SAFELIST: 'manifest.json', RATE_PER_PERSON: '0', RATE_PER_ADDRESS: '9000' },
      ...{ COST_PER_OPERATION: '500', SUBSCRIPTIONS_PER_PERSON: '7' },
      ...{ WRITES_PER_SECOND: '20', MATCHING_WEIGHTS: 'mood=0.25, archetype=0.25,interests=0.5,modalities=0' },
    });
    expect(config).toMatchObject({
      ...{ environment: 'development', host: '0.0.0.0', port: 0, dataDir: '/data' },
      log: { level: 'debug', format: 'text', output: 'stderr' },
      databaseUrl: 'postgresql://a@db/x',
      databaseUrls: { chat: 'postgres://b@db:1/y', users: undefined },
      jwt: { secret: Buffer.from('s'.repeat(32)), expiresInSeconds: 7_200 },
      masterKeys: [Buffer.from(newer, 'hex'), Buffer.from(old, 'hex')],
      outbox: { pollIntervalMs: 50, batchSize: 500 },
      endpoint: {
        corsOrigins: ['https://app.example.org', 'http://localhost:3000'],
        trustedProxies: ['10.0.0.0/8', '2001:db8::1'],
        ...{ introspection: false, safelist: 'manifest.json', maxCost: 500, maxSubscriptions: 7 },
        rates: { perPerson: undefined, perAddress: 9_000 },
      },
      writesPerSecond: 20,
      matchingWeights: { mood: 0.25, archetype: 0.25, interests: 0.5, modalities: 0 },
    });
  });

  it.each([
    ['PORT', 'many', '"many"'],
    ['PORT', '70000', '"70000"'],
    ['ENVIRONMENT', 'staging', 'development'],
    ['LOG_LEVEL', 'loud', '"loud"'],
    ['REFUSED_FIELDS', 'hide', 'reject'],
    ['LOG_FORMAT', 'xml', 'json'],
    ['LOG_OUTPUT', 'file', 'stderr'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'http/json'],
    ['OTEL_TRACES_SAMPLER', 'sometimes', 'parentbased_traceidratio'],
    ['OTEL_TRACES_SAMPLER_ARG', '2', '"2"'],
    ['JWT_EXPIRATION', 'soon', '15m'],
    ['OUTBOX_POLL_INTERVAL_MS', '0', '"0"'],
    ['OUTBOX_BATCH_SIZE', '1.5', '"1.5"'],
    ['WRITES_PER_SECOND', '0', '"0"'],
    ['CORS_ORIGINS', 'https://app.example.org/', 'https://host'],
    ['CORS_ORIGINS', '*', 'https://host'],
    ['TRUSTED_PROXIES', 'proxy', '10.0.0.0/8'],
    ['TRUSTED_PROXIES', '10.0.0.0/33', '10.0.0.0/8'],
    ['INTROSPECTION', 'no', 'false'],
    ['RATE_PER_PERSON', '-1', '"-1"'],
    ['RATE_PER_ADDRESS', 'many', '"many"'],
    ['COST_PER_OPERATION', '0', '"0"'],
    ['SUBSCRIPTIONS_PER_PERSON', '0', '"0"'],
    ['MATCHING_WEIGHTS', 'mood=0.4', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=0.4,archetype=0.3,interests=0.2,modalities=0.2', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=1.4,archetype=0.3,interests=-0.8,modalities=0.1', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=NaN,archetype=0.3,interests=0.2,modalities=0.1', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=0.4,archetype=0.3,interests=0.2,looks=0.1', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=0.4,mood=0,archetype=0.5,interests=0.1', 'sum to 1'],
    ['MATCHING_WEIGHTS', 'mood=0.4,mood=0.4,archetype=0.3,interests=0.2,modalities=0.1', 'sum to 1'],
    ['HTTP_PORT', 'many', '"many"'],
    ['KAFKA_BOOTSTRAP_SERVERS', 'kafka://one', 'host:9092'],
    ['KAFKA_BROKERS', 'one two', 'host:9092'],
    ['KAFKA_SECURITY_PROTOCOL', 'TLS', 'SASL_SSL'],
    ['KAFKA_SASL_MECHANISM', 'GSSAPI', 'SCRAM-SHA-512'],
    ['KAFKA_CHAT_EVENTS_TOPIC', 'a topic', 'the name of a topic'],
    ['KAFKA_TOPIC_PARTITIONS', '0', '"0"'],
    ['CASSANDRA_HOSTS', 'http://one', 'host:9042'],
    ['CASSANDRA_KEYSPACE', 'Meta-Chat', 'the name of a keyspace'],
    ['CASSANDRA_CONSISTENCY', 'ANY', 'QUORUM'],
    ['CASSANDRA_TLS', 'yes', 'true'],
    ['HTTP_SERVER_ADDRESS', 'http://0.0.0.0:8080', '"http://0.0.0.0:8080"'],
    ['JWT_ISSUER', 'metachat', 'another one than metachat'],
    ['TENANT_HEADER', 'x tenant', 'the name of a header'],
    ['TENANT_HOSTS', 'a.example.org', 'host=tenant'],
    ['TENANT_HOSTS', 'a.example.org=Acme', 'host=tenant'],
    ['TENANT_HOSTS', 'https://a.example.org=acme', 'host=tenant'],
  ])('refuses %s=%s in one line, with its name, what it got and what it wants', (name, value, part) => {
    const message = refusal({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name} is "`));
    expect(message).toContain(part);
    expect(message).not.toContain('\n');
  });

  it.each([
    ['JWT_SECRET', 'hunter2', 'at least 32 characters'],
    ['MASTER_KEY', 'hunter2', '64 hexadecimal digits'],
    ['MASTER_KEY', `${'ab'.repeat(32)},hunter2`, '64 hexadecimal digits'],
    ['DATABASE_URL', 'mysql://ann:hunter2@db/x', 'postgresql://user:password@host:port'],
    ['USERS_DATABASE_URL', 'hunter2', 'postgresql://'],
    ['DB_SOURCE', 'mysql://ann:hunter2@db/x', 'postgresql://'],
    ['NATS_URL', 'http://ann:hunter2@bus', 'nats://'],
    ['REDIS_URL', 'http://ann:hunter2@cache', 'redis://'],
    ['REDIS_STREAMS_URL', 'hunter2', 'redis://'],
    ['BLOBS_URL', 'hunter2', 'file:///'],
    ['BLOBS_URL', 's3://ann:hunter2@store', 's3://bucket/prefix'],
    ['BLOBS_URL', 's3://hunter2_', 's3://bucket/prefix'],
    ['CHAT_SUBGRAPH_URL', 'ftp://ann:hunter2@chat', 'http://host:port/graphql'],
    ['JWKS_URL', 'file:///hunter2', 'https://host/path'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://ann:hunter2@collector', 'http://'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'hunter2', 'name=value'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=hunter2%', 'name=value'],
  ])('refuses %s by its name and never shows it', (name, value, wanted) => {
    const message = refusal({ [name]: value });
    expect(message).toMatch(new RegExp(`^${name} is a value that is not shown`));
    expect(message).toContain(wanted);
    expect(message).not.toContain('hunter2');
  });

  it.each([...['EVENTSTORE_URL', 'EVENTSTORE_GRPC_URL', 'GRPC_SERVER_ADDRESS', 'GRPC_PORT']])(
    'refuses %s, which would do nothing, and says what to do instead',
    (name) => {
      expect(refusal({ [name]: 'esdb://ann:hunter2@db' })).toMatch(new RegExp(`^${name} is set, but .+: (un)?set `));
      expect(refusal({ [name]: 'esdb://ann:hunter2@db' })).not.toContain('hunter2');
      expect(read({ [name]: '' }).port).toBe(4000);
    },
  );

  it('takes the names of the origin, which those of today win over', () => {
    expect(read({ HTTP_PORT: '8080' }).port).toBe(8080);
    expect(read({ HTTP_PORT: '8080', PORT: '9090' }).port).toBe(9090);
    expect(read({ HTTP_SERVER_ADDRESS: '0.0.0.0:8080' })).toMatchObject({ host: '0.0.0.0', port: 8080 });
    expect(read({ HTTP_SERVER_ADDRESS: ':8080' })).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(read({ DB_SOURCE: 'postgresql://a@db/x' }).databaseUrl).toBe('postgresql://a@db/x');
    expect(read({ DB_HOST: 'db' }).databaseUrl).toBe('postgresql://postgres:@db:5432/postgres');
    const parts = { DB_HOST: 'db', DB_PORT: '6543', DB_USER: 'ann', DB_PASSWORD: 'a/b@c', DB_NAME: 'meta' };
    expect(read(parts).databaseUrl).toBe('postgresql://ann:a%2Fb%40c@db:6543/meta');
    expect(read({ ...parts, DATABASE_URL: 'postgresql://today/x' }).databaseUrl).toBe('postgresql://today/x');
  });

  it('knows one bus, with what it needs', () => {
    expect(read({ KAFKA_BROKERS: 'one:1, two' }).bus).toEqual({
      ...{ kind: 'kafka', brokers: ['one:1', 'two:9092'], tls: false, sasl: undefined },
      topics: { users: undefined, diary: undefined, chat: undefined, matching: undefined },
      ...{ partitions: 12, replicationFactor: 1, retentionMs: -1 },
    });
    const secured = {
      ...{ KAFKA_BOOTSTRAP_SERVERS: 'one', KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', KAFKA_USER_EVENTS_TOPIC: 'people' },
      ...{ KAFKA_SASL_MECHANISM: 'SCRAM-SHA-256', KAFKA_SASL_USERNAME: 'ann', KAFKA_SASL_PASSWORD: 'hunter2' },
    };
    expect(read(secured).bus).toMatchObject({
      sasl: { mechanism: 'scram-sha-256', username: 'ann', password: 'hunter2' },
      ...{ tls: true, topics: { users: 'people' } },
    });
    expect(refusal({ ...secured, KAFKA_SASL_PASSWORD: '' })).toMatch(/^KAFKA_SASL_PASSWORD is missing/);
    expect(read({ NATS_URL: 'nats://bus' }).bus).toEqual({ kind: 'nats', url: 'nats://bus' });
    expect(read({ REDIS_STREAMS_URL: 'redis://bus' }).bus).toEqual({ kind: 'redis-streams', url: 'redis://bus' });
    expect(refusal({ KAFKA_BROKERS: 'one', NATS_URL: 'nats://bus' })).toMatch(
      /^KAFKA_BOOTSTRAP_SERVERS and NATS_URL are set/,
    );
  });

  it('knows where read models and live push are', () => {
    expect(read({ CASSANDRA_HOSTS: 'a,b:1', REDIS_ADDR: 'cache:6379' })).toMatchObject({
      cassandra: { hosts: ['a:9042', 'b:1'], keyspace: 'metachat', consistency: 'QUORUM', tls: false },
      redisUrl: 'redis://cache:6379',
    });
  });

  const issuer = { JWKS_URL: 'https://login/keys', JWT_ISSUER: 'https://login/', JWT_AUDIENCE: 'app' };

  it('knows who issues tokens, where that is not this program', () => {
    const wanted = { issuer: 'https://login/', audience: 'app', jwksUrl: 'https://login/keys', userClaim: 'sub' };
    expect(read(issuer).jwt.issuer).toEqual(wanted);
    expect(read({ ...issuer, JWT_USER_CLAIM: 'user_id' }).jwt.issuer).toEqual({ ...wanted, userClaim: 'user_id' });
    for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE'])
      expect(refusal({ ...issuer, [name]: '' })).toMatch(new RegExp(`^${name} is missing: JWKS_URL is set`));
    for (const name of ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_USER_CLAIM'])
      expect(refusal({ [name]: 'x' })).toMatch(new RegExp(`^${name} is set, but JWKS_URL`));
  });

  it('takes keys over an open line only in tests and on one machine', () => {
    const open = { ...issuer, JWKS_URL: 'http://login/keys' };
    expect(read(open).jwt.issuer?.jwksUrl).toBe('http://login/keys');
    expect(refusal({ ...open, DATABASE_URL: 'postgresql://a@db' })).toMatch(/^JWKS_URL .* must be: https:/);
    expect(refusal({ ...open, ...subgraphUrls, JWT_SECRET: shared.JWT_SECRET }, 'router')).toMatch(/^JWKS_URL /);
    expect(read({ ...open, ...shared, ENVIRONMENT: 'test' }, 'chat').jwt.issuer?.jwksUrl).toBe('http://login/keys');
  });

  it('knows how requests tell their tenant', () => {
    expect(read({ TENANT_HEADER: 'X-Tenant' }).tenants).toEqual({ header: 'x-tenant', hosts: new Map() });
    expect(read({ TENANT_HOSTS: 'A.example.org=a, b.example.org=b-1' }).tenants.hosts).toEqual(
      new Map([
        ['a.example.org', 'a'],
        ['b.example.org', 'b-1'],
      ]),
    );
    expect(refusal({ TENANT_HEADER: 'x-tenant', TENANT_HOSTS: 'a=b' })).toMatch(/^TENANT_HEADER and TENANT_HOSTS are /);
  });

  describe('BLOBS_URL', () => {
    const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'hunter2' };
    const s3 = { kind: 's3', bucket: 'blobs.of-us', accessKeyId: 'id', secretAccessKey: 'hunter2' };

    it('names a bucket of Amazon, whose region is told', () => {
      expect(read({ BLOBS_URL: 's3://blobs.of-us', AWS_REGION: 'eu-central-1', ...keys }).blobs).toEqual({
        ...{ ...s3, prefix: '', region: 'eu-central-1', addressing: 'host' },
        endpoint: 'https://s3.eu-central-1.amazonaws.com',
      });
    });

    it('names a bucket of any other server, and what its objects begin with', () => {
      const given = { BLOBS_URL: 's3://blobs.of-us/our/own/', AWS_ENDPOINT_URL_S3: 'http://store:9000', ...keys };
      const wanted = { ...s3, prefix: 'our/own', region: 'us-east-1', endpoint: 'http://store:9000' };
      expect(read(given).blobs).toEqual({ ...wanted, addressing: 'path' });
      expect(read({ ...given, S3_ADDRESSING: 'host' }).blobs).toEqual({ ...wanted, addressing: 'host' });
    });

    it('is refused without what goes with it, and what goes with nothing is refused', () => {
      expect(refusal({ BLOBS_URL: 's3://blobs', AWS_ACCESS_KEY_ID: 'id' })).toMatch(
        /^AWS_SECRET_ACCESS_KEY is missing/,
      );
      expect(refusal({ BLOBS_URL: 's3://blobs', AWS_SECRET_ACCESS_KEY: 'id' })).toMatch(
        /^AWS_ACCESS_KEY_ID is missing/,
      );
      expect(refusal({ S3_ADDRESSING: 'path' })).toMatch(/^S3_ADDRESSING is set, but BLOBS_URL/);
      expect(refusal({ AWS_ENDPOINT_URL_S3: 'http://ann:hunter2@store' })).toMatch(/^AWS_ENDPOINT_URL_S3 is /);
    });
  });

  const shared = {
    ...{ DATABASE_URL: 'postgresql://a@db', KAFKA_BROKERS: 'one', REDIS_URL: 'redis://cache' },
    ...{ JWT_SECRET: 's'.repeat(32), MASTER_KEY: 'ab'.repeat(32), BLOBS_URL: 'file:///blobs' },
  };
  const subgraphUrls = Object.fromEntries(
    ['USERS', 'DIARY', 'CHAT', 'MATCHING'].map((name) => [
      `${name}_SUBGRAPH_URL`,
      'http://one/graphql, http://two/graphql',
    ]),
  );
  it.each<[Role, string, NodeJS.ProcessEnv]>([
    ['chat', 'DATABASE_URL', { ...shared, DATABASE_URL: '' }],
    ['chat', 'DATABASE_URL', { ...shared, DATABASE_URL: '', CHAT_DATABASE_URL: 'postgresql://a@db/x' }],
    ['users', 'KAFKA_BOOTSTRAP_SERVERS', { ...shared, KAFKA_BROKERS: '' }],
    ['diary', 'REDIS_URL', { ...shared, REDIS_URL: '' }],
    ['users', 'BLOBS_URL', { ...shared, BLOBS_URL: '' }],
    ['matching', 'JWT_SECRET', { ...shared, JWT_SECRET: '' }],
    ['chat', 'MASTER_KEY', { ...shared, MASTER_KEY: '' }],
    ['relay', 'DATABASE_URL', { ...shared, DATABASE_URL: '' }],
    ['relay', 'KAFKA_BOOTSTRAP_SERVERS', { ...shared, KAFKA_BROKERS: '' }],
    ['mood', 'DATABASE_URL', { ...shared, DATABASE_URL: '', CHAT_DATABASE_URL: 'postgresql://a@db/x' }],
    ['mood', 'MASTER_KEY', { ...shared, MASTER_KEY: '' }],
    ['router', 'DIARY_SUBGRAPH_URL', { ...subgraphUrls, ...shared, DIARY_SUBGRAPH_URL: '' }],
    ['router', 'JWT_SECRET', subgraphUrls],
  ])('%s does not start without %s, which it would have to share', (role, name, environment) => {
    expect(refusal(environment, role)).toMatch(new RegExp(`^${name} is missing: main\\.ts ${role} runs beside other`));
  });

  it('lets a process start that shares everything', () => {
    expect(read(shared, 'chat')).toMatchObject({
      role: 'chat',
      redisUrl: 'redis://cache',
      blobs: { kind: 'folder', folder: '/blobs' },
    });
    const own = { CHAT_DATABASE_URL: 'postgresql://a@db/x', VAULT_DATABASE_URL: 'postgresql://a@db/y' };
    expect(read({ ...shared, DATABASE_URL: '', ...own }, 'chat').databaseUrls.chat).toBe('postgresql://a@db/x');
    const { subgraphUrls: urls } = read({ ...subgraphUrls, JWT_SECRET: shared.JWT_SECRET }, 'router');
    expect(urls.chat).toEqual(['http://one/graphql', 'http://two/graphql']);
    expect(read({ DATABASE_URL: 'postgresql://a@db', NATS_URL: 'nats://bus' }, 'relay').bus?.kind).toBe('nats');
  });

  it('knows a graph in a file, which says where its subgraphs are', () => {
    const environment = { SUPERGRAPH_PATH: '/graphs/shop.graphql', USERS_SUBGRAPH_URL: 'http://one/graphql' };
    expect(read(environment, 'router')).toMatchObject({
      supergraphPath: '/graphs/shop.graphql',
      subgraphUrls: { users: ['http://one/graphql'], chat: [] },
      jwt: { secret: undefined },
    });
    expect(read({ REFUSED_FIELDS: 'reject', OVERRIDE_LABELS: 'beta, eu' })).toMatchObject({
      ...{ refusedFields: 'reject', overrideLabels: ['beta', 'eu'] },
    });
    expect(refusal(environment)).toMatch(/^SUPERGRAPH_PATH is set, but main\.ts all serves .*: run main\.ts router\.$/);
  });

  it('knows what reads moods, and that somebody has to', () => {
    expect(read({ MOOD_MODEL: '/models/bert' }).mood).toEqual({ model: '/models/bert', isApart: false });
    expect(read({ ...shared, MOOD_ANALYSIS: 'apart' }, 'diary').mood.isApart).toBe(true);
    expect(read(shared, 'mood')).toMatchObject({ role: 'mood', mood: { isApart: false } });
    expect(refusal({ MOOD_ANALYSIS: 'apart' })).toMatch(/^MOOD_ANALYSIS is "apart", but/);
  });

  it('traces nothing until it is told where to, by the variables of OpenTelemetry', () => {
    const traced = (environment: NodeJS.ProcessEnv, role?: Role) => read({ ...shared, ...environment }, role).tracing;
    expect(traced({ OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' })).toBeUndefined();
    const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://collector:4318/';
    expect(traced({ OTEL_EXPORTER_OTLP_ENDPOINT }, 'chat')).toEqual({
      ...{ url: 'http://collector:4318/v1/traces', headers: {}, serviceName: 'metachat-chat' },
      ...{ sampler: 'parentbased_always_on', ratio: 1 },
    });
    const all = {
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.org/otlp' },
      ...{ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20a%3Db, x-team = chat', OTEL_SERVICE_NAME: 'graph' },
      ...{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.05' },
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    expect(traced(all)).toEqual({
      ...{ url: 'https://traces.example.org/otlp', serviceName: 'graph' },
      headers: { authorization: 'Basic a=b', 'x-team': 'chat' },
      ...{ sampler: 'parentbased_traceidratio', ratio: 0.05 },
    });
    expect(traced({ ...all, OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
  });

  it('takes an empty setting as none', () => {
    expect(read({ PORT: '', DATABASE_URL: '', JWT_SECRET: '' })).toMatchObject({ port: 4000, databaseUrl: undefined });
  });

  it('reads app.env, which the environment wins over', async () => {
    const file = join(folder, 'app.env');
    await writeFile(file, '# of this machine\nPORT=8080\nHTTP_SERVER_ADDRESS="0.0.0.0:1"\nLOG_LEVEL=debug\n');
    expect(readConfig({ LOG_LEVEL: 'warn' }, 'all', file)).toMatchObject({
      ...{ port: 8080, host: '0.0.0.0', log: { level: 'warn' } },
    });
  });
});
