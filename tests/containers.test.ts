import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Role, readConfig, SUBGRAPHS } from '#platform/config';
import { s3ProxyConf } from '../ops/servers/s3.ts';
import { readSettings } from '../ops/servers/settings.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly deploy?: { readonly resources: { readonly limits: { readonly cpus: string; readonly memory: string } } };
}

const compose: { services: Record<string, Service>; volumes: Record<string, unknown> } = parse(
  readFileSync('docker-compose.yml', 'utf8'),
  { merge: true },
);
const services = Object.entries(compose.services);
const processes = services.filter(([, { build }]) => build);
const dockerfile = readFileSync('ops/Dockerfile', 'utf8');

/** The exit code of a command, and what it said of its fault. */
const run = async (command: readonly string[], env: NodeJS.ProcessEnv) => {
  const [program, ...args] = command;
  const child = spawn(program!, args, { env: { PATH: process.env.PATH, ...env }, timeout: 30_000 });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
};

describe('the image', () => {
  const patterns = readFileSync('.dockerignore', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const allowed = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const refused = patterns.filter((pattern) => pattern.startsWith('**/*')).map((pattern) => pattern.slice(4));
  const holds = (file: string) =>
    allowed.includes(file.split('/')[0]!) && !refused.some((ending) => file.endsWith(ending));

  it('is made of files that are named, and of nothing else', () => {
    expect(patterns).toEqual(['*', ...allowed.map((name) => `!${name}`), ...refused.map((ending) => `**/*${ending}`)]);
    expect(allowed.filter((name) => !existsSync(name))).toEqual([]);
    for (const file of ['.env', 'app.env', '.data/secrets.json', '.git/config', 'platform/config.test.ts'])
      expect(holds(file), file).toBe(false);
  });

  it('holds every file that the program needs', { timeout: 60_000 }, async () => {
    const { output } = await cruise(['main.ts'], { doNotFollow: 'node_modules' }, undefined, {
      tsConfig: extractTSConfig('tsconfig.json'),
    });
    if (typeof output === 'string') throw new Error(output);
    // a package whose exports the cruiser can't follow keeps its bare name
    const packageNames = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).dependencies);
    const isOfPackage = (source: string) => packageNames.some((name) => `${source}/`.startsWith(`${name}/`));
    const imported = output.modules
      .filter(({ coreModule, source }) => !coreModule && !source.startsWith('node_modules/') && !isOfPackage(source))
      .map(({ source }) => source);
    expect(imported.length).toBeGreaterThan(80);

    const migrations = await readdir('prisma/migrations', { recursive: true });
    const read = [
      ...['package.json', 'package-lock.json', 'schema/supergraph.graphql'],
      ...SUBGRAPHS.map((name) => `subgraphs/${name}/schema.graphql`),
      ...migrations.map((name) => `prisma/migrations/${name}`),
    ];
    expect([...imported, ...read].filter((file) => !existsSync(file) || !holds(file))).toEqual([]);

    // the packages are installed without those of development, and without those that only some installations want
    const packages = output.modules.flatMap(({ dependencies }) => dependencies);
    expect(packages.filter(({ dependencyTypes: of }) => of.includes('npm-dev') && !of.includes('npm-peer'))).toEqual(
      [],
    );
    expect(packages.some(({ dependencyTypes }) => dependencyTypes.includes('npm'))).toBe(true);
  });

  it('is healthy while its process is ready', async () => {
    const [, json] = /HEALTHCHECK [^[]*CMD (\[.*\])/.exec(dockerfile)!;
    let ready = true;
    const server = createServer(({ url }, response) => {
      response.writeHead(url === '/health/ready' && ready ? 200 : 503).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const check = async () => (await run(JSON.parse(json!), { PORT: String(port) })).code;

    expect(await check()).toBe(0);
    ready = false;
    expect(await check()).toBe(1);
    await new Promise((closed) => server.close(closed));
    expect(await check()).toBe(1);
  });

  it('is started as `npm start` does, by an ordinary user', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [, entry] = /^ENTRYPOINT (.*)$/m.exec(dockerfile)!;
    const [, command] = /^CMD (.*)$/m.exec(dockerfile)!;
    expect([...JSON.parse(entry!), ...JSON.parse(command!)].join(' ')).toBe(scripts.start);
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});

describe('a process of docker-compose.yml', () => {
  it('stands there for every role but `all`', () => {
    const roles = [...SUBGRAPHS, 'mood', 'router', 'relay'];
    expect(Object.fromEntries(processes.map(([name, { command }]) => [name, command]))).toEqual(
      Object.fromEntries(roles.map((role) => [role, [role]])),
    );
  });

  it.each(processes)('%s is known to main.ts', async (_, { command }) => {
    const { stderr } = await run(['node', '--import', 'tsx', 'main.ts', ...command!], { PORT: 'none' });
    expect(stderr).toMatch(/^PORT is /);
  });

  it.each(processes)('%s is given what it needs, and nothing that means nothing', (_, { command, environment }) => {
    const given = Object.fromEntries(
      Object.entries(environment!).map(([name, value]) => [
        name,
        String(value).replace(/\$\{\w+:\?[^}]*\}/, 'a'.repeat(64)),
      ]),
    );
    const read = (env: NodeJS.ProcessEnv) => readConfig(env, command![0] as Role, 'no file');
    const asGiven = read(given);
    const differs = (env: NodeJS.ProcessEnv) => {
      try {
        return JSON.stringify(read(env)) !== JSON.stringify(asGiven);
      } catch {
        return true;
      }
    };
    expect(Object.keys(given).filter((name) => !differs({ ...given, [name]: `${given[name]}0` }))).toEqual([]);
  });

  it('finds every other one by its name and port', () => {
    const urls = processes.flatMap(([, { environment }]) =>
      Object.entries(environment!).filter(([name]) => name.endsWith('_SUBGRAPH_URL')),
    );
    expect(Object.fromEntries(urls)).toEqual(
      Object.fromEntries(
        SUBGRAPHS.map((name) => [`${name.toUpperCase()}_SUBGRAPH_URL`, `http://${name}:4000/graphql`]),
      ),
    );
    expect(dockerfile).toMatch(/^EXPOSE 4000$/m);
  });
});

describe('docker-compose.yml', () => {
  it('has no secret in it, and refuses to start without', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => /SECRET$|PASSWORD$|_KEY$/.test(name)),
    );
    expect(new Set(secrets.map(([name]) => name))).toEqual(
      new Set(['JWT_SECRET', 'MASTER_KEY', 'DB_PASSWORD', 'POSTGRES_PASSWORD']),
    );
    for (const [name, value] of secrets) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?.+\}$/);
  });

  it('publishes the router and what watches it, to this machine alone', () => {
    expect(services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port]))).toEqual([
      ['router', '127.0.0.1:4000:4000'],
      ['prometheus', '127.0.0.1:9090:9090'],
      ['grafana', '127.0.0.1:3000:3000'],
    ]);
  });

  it.each(services)('limits %s, and lets it gain no rights', (_, { deploy, security_opt }) => {
    expect(deploy?.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.stringMatching(/^\d+[MG]$/) });
    expect(security_opt).toEqual(['no-new-privileges:true']);
  });

  it('waits for services that can tell that they are ready', () => {
    for (const [name, { depends_on = {} }] of services)
      for (const [other, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[other];
        expect(service, `${name} waits for ${other}`).toBeDefined();
        if (condition === 'service_healthy') expect(service!.healthcheck ?? service!.build, other).toBeDefined();
        else expect([condition, service!.healthcheck]).toEqual(['service_completed_successfully', undefined]);
      }
  });

  it('mounts files that are there, and volumes that are declared', () => {
    const sources = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!));
    const named = sources.filter((source) => !source.startsWith('.'));
    expect(sources.filter((source) => source.startsWith('.') && !existsSync(source))).toEqual([]);
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
  });

  it('builds one image from files that are there', () => {
    expect(new Set(processes.map(([, { image }]) => image))).toEqual(new Set(['metachat']));
    for (const [, { build }] of processes)
      expect([existsSync(build!.context), existsSync(build!.dockerfile)]).toEqual([true, true]);
  });

  it('has the S3 server that the adapter is tested on', () => {
    const [, version] = /<artifactId>s3proxy<\/artifactId>\s*<version>([^<]+)/.exec(
      readFileSync('ops/servers/s3.pom.xml', 'utf8'),
    )!;
    const { image, environment } = compose.services.s3!;
    expect(image).toBe(`andrewgaul/s3proxy:${version}`);
    const provider = /^jclouds\.provider=(.*)$/m.exec(s3ProxyConf(readSettings({})))![1];
    expect(environment!.JCLOUDS_PROVIDER).toBe(provider);
  });

  it('makes the keyspace that the subgraphs ask for, in their data center', () => {
    const cql = compose.services['cassandra-keyspace']!.command!.at(-1);
    const { CASSANDRA_KEYSPACE: keyspace, CASSANDRA_DATACENTER: datacenter } = compose.services.chat!.environment!;
    expect(cql).toMatch(new RegExp(`^CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH .*'${datacenter}': 1}$`));
  });
});
