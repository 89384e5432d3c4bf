import { isAbsolute } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cassandraYaml } from './cassandra.ts';
import { certificatePaths } from './certificate.ts';
import { serverProperties } from './kafka.ts';
import { natsConf } from './nats.ts';
import { postgresArguments } from './postgres.ts';
import { redisConf } from './redis.ts';
import { s3ProxyConf } from './s3.ts';
import { readSettings, ServerError } from './settings.ts';

const settings = readSettings({
  SERVERS_DIR: '/srv/of this set',
  SERVERS_KAFKA_PORT: '1000',
  SERVERS_CASSANDRA_PORT: '2000',
});

describe('the settings of the servers', () => {
  it('are complete without any variable', () => {
    const { folder, ports } = readSettings({});
    expect(isAbsolute(folder)).toBe(true);
    const all = Object.values(ports);
    expect(new Set(all).size).toBe(all.length);
  });

  it('take what the environment gives, and the ports beside', () => {
    expect(settings.folder).toBe('/srv/of this set');
    expect(settings.ports).toMatchObject({ kafka: 1000, kafkaController: 1001, kafkaSasl: 1002, kafkaSecure: 1003 });
    expect(settings.ports).toMatchObject({ cassandra: 2000, cassandraStorage: 2001, cassandraJmx: 2002 });
  });

  it.each(['0', '65533', '-1', '80a', '1e3'])('refuse the port %s, by the name of its variable', (port) => {
    expect(() => readSettings({ SERVERS_REDIS_PORT: port })).toThrow(ServerError);
    expect(() => readSettings({ SERVERS_REDIS_PORT: port })).toThrow(`SERVERS_REDIS_PORT is "${port}"`);
  });
});

describe('the configuration of', () => {
  it('Kafka listens on loopback only, without and with a password and TLS, and makes no topic by itself', () => {
    const lines = serverProperties(settings).split('\n');
    expect(lines).toContain(
      'listeners=PLAINTEXT://127.0.0.1:1000,SASL_PLAINTEXT://127.0.0.1:1002,SASL_SSL://127.0.0.1:1003,CONTROLLER://127.0.0.1:1001',
    );
    expect(lines).toContain('auto.create.topics.enable=false');
    expect(lines).toContain('log.dirs=/srv/of this set/kafka/data');
    // every line is a setting: a broken one would be taken for a name without a value
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[a-z._]+=./);
  });

  it('Cassandra answers after its commit log is on the disk', () => {
    const lines = cassandraYaml(settings).split('\n');
    expect(lines).toContain('commitlog_sync: batch');
    expect(lines).toContain('native_transport_port: 2000');
    expect(lines).toContain('commitlog_directory: "/srv/of this set/cassandra/data/commitlog"');
  });

  it('S3Proxy listens on loopback only, and verifies who asks', () => {
    const lines = s3ProxyConf(settings).split('\n');
    expect(lines).toContain(`s3proxy.endpoint=http://127.0.0.1:${settings.ports.s3}`);
    expect(lines).toContain('s3proxy.authorization=aws-v4');
    expect(lines).toContain('jclouds.filesystem.basedir=/srv/of this set/s3/data');
  });

  it('PostgreSQL keeps every acknowledged commit', () => {
    const given = postgresArguments(3000, '/data', certificatePaths(settings)).join(' ');
    expect(given).toMatch(/^-D \/data -p 3000 /);
    expect(given).toContain('-c listen_addresses=127.0.0.1');
    expect(given).toContain('-c fsync=on');
    expect(given).toContain('-c synchronous_commit=on');
    expect(given).toContain('-c ssl=on');
  });

  it('Redis and NATS keep their data in the folder, also where its name has blanks', () => {
    expect(redisConf(readSettings({ SERVERS_DIR: '/a b', SERVERS_REDIS_PORT: '4000' })).split('\n')).toEqual(
      expect.arrayContaining([
        'bind 127.0.0.1',
        'port 4000',
        'tls-port 4001',
        'dir "/a b/redis"',
        'appendonly yes',
        'appendfsync everysec',
      ]),
    );
    const nats = natsConf(5000, '/a b');
    expect(nats).toContain('listen: "127.0.0.1:5000"');
    expect(nats).toContain('store_dir: "/a b"');
  });
});
