import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type S3Config, s3Client } from '#platform/blobs/s3-client';
import { jars, locate } from './install.ts';
import { folderOf, type Settings } from './settings.ts';
import type { Technology } from './technology.ts';

/** Who may use it, and the bucket that is made in it. */
const S3_USER = { accessKeyId: 'metachat', secretAccessKey: 'metachat-on-loopback' };
const BUCKET = 'metachat';

/** The first compiler only: it makes a short run faster, and leaves the cores to the programs under test. */
const JVM = ['-Xms32m', '-Xmx192m', '-Xss512k', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'];

export const s3Config = (settings: Settings): S3Config => ({
  ...{ endpoint: `http://127.0.0.1:${settings.ports.s3}`, region: 'us-east-1', bucket: BUCKET, addressing: 'path' },
  ...S3_USER,
});

/** S3Proxy: the S3 API, signatures and all, over a folder. */
export const s3 = (settings: Settings): Technology => ({
  port: settings.ports.s3,
  programs: ['java', 'mvn'],
  stopSignal: 'SIGTERM',

  async prepare() {
    const folder = folderOf(settings, 's3');
    const file = join(folder, 's3proxy.conf');
    // a folder of it is a bucket
    await mkdir(join(folder, 'data', BUCKET), { recursive: true });
    await writeFile(file, s3ProxyConf(settings));
    const logging = join(folder, 'logback.xml');
    await writeFile(logging, LOGGING);
    const java = [locate('java'), ...JVM, `-Dlogback.configurationFile=${logging}`, '-cp', await jars(settings, 's3')];
    return { command: [...java, 'org.gaul.s3proxy.Main', '--properties', file] };
  },

  async ping() {
    const client = s3Client(s3Config(settings));
    await client.ping().finally(client.close);
  },
});

export const s3ProxyConf = (settings: Settings): string => `s3proxy.authorization=aws-v4
s3proxy.endpoint=http://127.0.0.1:${settings.ports.s3}
s3proxy.identity=${S3_USER.accessKeyId}
s3proxy.credential=${S3_USER.secretAccessKey}
jclouds.provider=filesystem-nio2
jclouds.identity=unused
jclouds.credential=unused
jclouds.filesystem.basedir=${join(folderOf(settings, 's3'), 'data')}
`;

const LOGGING = `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>[%d] %p %c: %m%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="console" /></root>
</configuration>
`;
