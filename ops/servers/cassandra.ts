import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'cassandra-driver';
import { certificate, certificatePaths, KEYSTORE_PASSWORD } from './certificate.ts';
import { jars, locate } from './install.ts';
import { folderOf, ServerError, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

/** What SimpleSnitch calls the only one. */
export const CASSANDRA_DATACENTER = 'datacenter1';
export const CASSANDRA_KEYSPACE = 'metachat';

/**
 * `ActiveProcessorCount`: with few processors, concurrent writes to a table with a vector index fail. The first compiler
 * only: it makes a short run faster, and leaves the cores to the programs under test.
 */
const JVM = [
  ...['-Xms512m', '-Xmx512m', '-XX:MaxDirectMemorySize=256m', '-XX:ReservedCodeCacheSize=160m', '-Xss512k'],
  ...['-XX:+UseSerialGC', '-XX:ActiveProcessorCount=12', '-XX:CICompilerCount=3', '-XX:TieredStopAtLevel=1'],
  ...['-XX:-UsePerfData', '-XX:+ExitOnOutOfMemoryError', '-Djava.awt.headless=true', '-Djava.net.preferIPv4Stack=true'],
];

/** What Cassandra reaches into, by its own `jvm17-server.options`. */
const MODULES = [
  '-Djdk.attach.allowAttachSelf=true',
  '-Dio.netty.tryReflectionSetAccessible=true',
  ...[
    ...['java.base/jdk.internal.misc', 'java.base/java.lang.ref', 'java.sql/java.sql', 'jdk.unsupported/sun.misc'],
    ...['java.rmi/sun.rmi.registry', 'java.rmi/sun.rmi.server', 'jdk.attach/sun.tools.attach'],
    'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  ].map((part) => `--add-exports=${part}=ALL-UNNAMED`),
  ...[
    ...['java.lang.module', 'jdk.internal.loader', 'jdk.internal.ref', 'jdk.internal.reflect', 'jdk.internal.math'],
    ...['jdk.internal.module', 'jdk.internal.util.jar', 'sun.nio.ch', 'java.io', 'java.nio', 'java.lang'],
    ...['java.lang.reflect', 'java.util'],
  ].map((part) => `--add-opens=java.base/${part}=ALL-UNNAMED`),
  '--add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED',
];

/** A node alone has nobody to wait for. */
const ALONE = [
  '-Dcassandra-foreground=yes',
  '-Dcassandra.skip_wait_for_gossip_to_settle=0',
  '-Dcassandra.ring_delay_ms=1000',
  '-Dcassandra.superuser_setup_delay_ms=0',
  '-Dcassandra.load_ring_state=false',
  '-Dcassandra.libjemalloc=-',
];

export const cassandra = (settings: Settings): Technology => ({
  port: settings.ports.cassandra,
  programs: ['java', 'mvn', 'openssl'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const folder = folderOf(settings, 'cassandra');
    const file = join(folder, 'cassandra.yaml');
    const logging = join(folder, 'logback.xml');
    await mkdir(join(folder, 'data'), { recursive: true });
    await certificate(settings);
    await writeFile(file, cassandraYaml(settings));
    await writeFile(logging, LOGGING);
    const classPath = await jars(settings, 'cassandra');
    const ours = [
      `-javaagent:${await memoryMeter(dirname(classPath))}`,
      `-Dcassandra.config=${pathToFileURL(file)}`,
      `-Dcassandra.storagedir=${join(folder, 'data')}`,
      `-Dlogback.configurationFile=${logging}`,
      `-Dcassandra.jmx.local.port=${settings.ports.cassandraJmx}`,
    ];
    const program = 'org.apache.cassandra.service.CassandraDaemon';
    return { command: [locate('java'), ...JVM, ...MODULES, ...ALONE, ...ours, '-cp', classPath, program] };
  },

  ping: () => withClient(settings, 'SELECT release_version FROM system.local'),

  setUp: () =>
    withClient(
      settings,
      `CREATE KEYSPACE IF NOT EXISTS ${CASSANDRA_KEYSPACE}
       WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    ),
});

/** Cassandra's own tool for its operator: `flush`, `compact`. */
export const nodetool = async (settings: Settings, ...args: readonly string[]): Promise<void> => {
  const at = ['-h', '127.0.0.1', '-p', String(settings.ports.cassandraJmx)];
  const classPath = await jars(settings, 'cassandra');
  // it keeps a history of its commands at home
  const ours = [`-Duser.home=${folderOf(settings, 'cassandra')}`, '-cp', classPath];
  const program = 'org.apache.cassandra.tools.NodeTool';
  await promisify(execFile)(locate('java'), [...MODULES, ...ours, program, ...at, ...args]);
};

const withClient = async (settings: Settings, cql: string): Promise<void> => {
  const client = new Client({
    contactPoints: [`127.0.0.1:${settings.ports.cassandra}`],
    localDataCenter: CASSANDRA_DATACENTER,
    socketOptions: { connectTimeout: PING_MS, readTimeout: PING_MS },
  });
  try {
    await client.connect();
    await client.execute(cql);
  } finally {
    await client.shutdown();
  }
};

/** The agent by which Cassandra knows the size of its memtables. */
const memoryMeter = async (folder: string): Promise<string> => {
  const jar = (await readdir(folder)).find((name) => /^jamm-.*\.jar$/.test(name));
  if (!jar) throw new ServerError(`There is no jamm-….jar in ${folder}: delete the folder, and it is fetched again.`);
  return join(folder, jar);
};

/** A small node that loses no acknowledged write when it is killed: `batch` answers after the commit log is on the disk. */
export const cassandraYaml = (settings: Settings): string => {
  const { cassandra, cassandraStorage } = settings.ports;
  const data = (folder: string) => JSON.stringify(join(folderOf(settings, 'cassandra'), 'data', folder));
  return `cluster_name: metachat
num_tokens: 1
initial_token: "0"
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "127.0.0.1:${cassandraStorage}"
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: ${cassandraStorage}
native_transport_port: ${cassandra}
client_encryption_options:
  enabled: true
  # by the same port without, too
  optional: true
  keystore: ${JSON.stringify(certificatePaths(settings).keystore)}
  keystore_password: ${KEYSTORE_PASSWORD}
  store_type: PKCS12
auto_bootstrap: false
data_file_directories: [ ${data('data')} ]
commitlog_directory: ${data('commitlog')}
saved_caches_directory: ${data('saved_caches')}
hints_directory: ${data('hints')}
cdc_raw_directory: ${data('cdc_raw')}
commitlog_sync: batch
commitlog_segment_size: 8MiB
commitlog_total_space: 128MiB
disk_failure_policy: stop
commit_failure_policy: stop
auto_snapshot: false
memtable_heap_space: 96MiB
memtable_offheap_space: 64MiB
memtable_allocation_type: heap_buffers
file_cache_size: 64MiB
networking_cache_size: 32MiB
key_cache_size: 16MiB
counter_cache_size: 0MiB
concurrent_reads: 8
concurrent_writes: 4
concurrent_counter_writes: 2
concurrent_compactors: 1
compaction_throughput: 64MiB/s
native_transport_max_threads: 8
read_request_timeout: 10s
range_request_timeout: 20s
write_request_timeout: 10s
request_timeout: 20s
storage_compatibility_mode: NONE
`;
};

const LOGGING = `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level [%thread] %logger{0} - %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="console"/></root>
</configuration>
`;
