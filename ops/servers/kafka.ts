import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { certificate, certificatePaths } from './certificate.ts';
import { jars, locate } from './install.ts';
import { folderOf, ServerError, type Settings } from './settings.ts';
import { PING_MS, type Technology } from './technology.ts';

/** Who may come in by the ports that ask for a password (SASL_PLAINTEXT and SASL_SSL, mechanism PLAIN). */
export const KAFKA_USER = { username: 'metachat', password: 'metachat-on-loopback' };

/** 16 bytes, as Kafka wants them. Any will do for a cluster of one. */
const CLUSTER_ID = Buffer.from('metachat-servers').toString('base64url');

/** The first compiler only: it makes a short run faster, and leaves the cores to the programs under test. */
const JVM = [
  ...['-Xms128m', '-Xmx384m', '-XX:MaxDirectMemorySize=128m', '-XX:ReservedCodeCacheSize=128m', '-Xss512k'],
  ...['-XX:+UseG1GC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', '-XX:+ExitOnOutOfMemoryError'],
  ...['-Djava.awt.headless=true', '-Djava.net.preferIPv4Stack=true', '-Dlog4j.shutdownHookEnabled=false'],
];

export const kafka = (settings: Settings): Technology => ({
  port: settings.ports.kafka,
  programs: ['java', 'mvn', 'openssl'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const folder = folderOf(settings, 'kafka');
    const file = join(folder, 'server.properties');
    const logging = join(folder, 'log4j2.properties');
    await mkdir(join(folder, 'data'), { recursive: true });
    await certificate(settings);
    await writeFile(file, serverProperties(settings));
    await writeFile(logging, LOGGING);
    const java = [locate('java'), `-Dlog4j2.configurationFile=${logging}`, '-cp', await jars(settings, 'kafka')];
    if (!existsSync(join(folder, 'data', 'meta.properties'))) await format(java, file);
    const [program, ...args] = java;
    return { command: [program!, ...JVM, ...args, 'kafka.Kafka', file] };
  },

  async ping() {
    const admin = new Kafka({
      brokers: [`127.0.0.1:${settings.ports.kafka}`],
      logLevel: logLevel.NOTHING,
      connectionTimeout: PING_MS,
      requestTimeout: PING_MS,
      retry: { retries: 0 },
    }).admin();
    try {
      await admin.connect();
      const { brokers } = await admin.describeCluster();
      // it answers already while its controller still fences it off
      if (brokers.length === 0) throw new ServerError('Kafka has no broker yet.');
    } finally {
      await admin.disconnect();
    }
  },
});

/** Makes the data folder one of this cluster. */
const format = async ([java, ...args]: readonly string[], file: string): Promise<void> => {
  const tool = ['kafka.tools.StorageTool', 'format', '--ignore-formatted', '-t', CLUSTER_ID, '-c', file];
  try {
    await promisify(execFile)(java!, ['-Xmx128m', '-XX:TieredStopAtLevel=1', ...args, ...tool]);
  } catch (error) {
    throw new ServerError(`The data folder of Kafka can't be made: ${(error as Error).message}`);
  }
};

/**
 * One node, broker and controller. Nothing is flushed by hand: what was acknowledged is with the system, and outlives the
 * process. The short session lets a broker that was killed come back in a second instead of fifteen.
 */
export const serverProperties = (settings: Settings): string => {
  const { kafka, kafkaController, kafkaSasl, kafkaSecure } = settings.ports;
  const { username, password } = KAFKA_USER;
  const login = `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`;
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${kafkaController}
listeners=PLAINTEXT://127.0.0.1:${kafka},SASL_PLAINTEXT://127.0.0.1:${kafkaSasl},SASL_SSL://127.0.0.1:${kafkaSecure},CONTROLLER://127.0.0.1:${kafkaController}
advertised.listeners=PLAINTEXT://127.0.0.1:${kafka},SASL_PLAINTEXT://127.0.0.1:${kafkaSasl},SASL_SSL://127.0.0.1:${kafkaSecure}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
sasl.enabled.mechanisms=PLAIN
listener.name.sasl_plaintext.plain.sasl.jaas.config=${login}
listener.name.sasl_ssl.plain.sasl.jaas.config=${login}
listener.name.sasl_ssl.ssl.keystore.type=PEM
listener.name.sasl_ssl.ssl.keystore.location=${certificatePaths(settings).pem}
log.dirs=${join(folderOf(settings, 'kafka'), 'data')}
auto.create.topics.enable=false
message.max.bytes=2097152
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=1500
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
num.partitions=3
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=4
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=1
log.cleaner.dedupe.buffer.size=8388608
log.segment.bytes=67108864
metadata.log.segment.bytes=16777216
`;
};

const LOGGING = `status=warn
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=[%d] %p %m (%c)%n
rootLogger.level=INFO
rootLogger.appenderRef.console.ref=console
`;
