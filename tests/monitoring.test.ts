import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SUBGRAPHS } from '#platform/config';
import { createMetrics } from '#platform/metrics';

const yaml = (file: string) => parse(readFileSync(file, 'utf8'));

/** What our processes show by name: the labels that each has. Prometheus makes several series of a histogram. */
const shown = new Map<string, readonly string[]>([['up', []]]);
for (const { name, type, labelNames } of createMetrics().registry.getMetricsAsArray() as unknown as {
  readonly name: string;
  readonly type: string;
  readonly labelNames: readonly string[];
}[])
  for (const ending of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
    shown.set(name + ending, labelNames);

/** What Prometheus adds when it scrapes, and to the buckets of a histogram. */
const ADDED = ['job', 'instance', 'process', 'le'];
const OPERATORS = ['and', 'or', 'unless'];

/** The metrics and labels of an expression that nothing shows. */
const unknownIn = (expression: string): readonly string[] => {
  const labels = [
    ...[...expression.matchAll(/\b(?:by|without|on)\s*\(([^)]*)\)/g)].flatMap(([, list]) => list!.split(',')),
    ...[...expression.matchAll(/[{,]\s*(\w+)\s*[=!]/g)].map(([, label]) => label!),
  ].map((label) => label.trim());
  const bare = expression.replace(/"[^"]*"|\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on)\s*\([^)]*\)/g, ' ');
  const names = [...bare.matchAll(/[a-z_][a-z0-9_]*\b(?!\s*\()/gi)].map(([name]) => name);
  const metrics = names.filter((name) => !OPERATORS.includes(name));
  const known = new Set([...ADDED, ...metrics.flatMap((name) => shown.get(name) ?? [])]);
  if (metrics.length === 0) return ['no metric'];
  return [...metrics.filter((name) => !shown.has(name)), ...labels.filter((label) => !known.has(label))];
};

it('what our processes do not show is told from what they show', () => {
  expect(
    unknownIn('sum by (le, operation) (rate(metachat_request_duration_seconds_bucket{type="query"}[5m])) > 1'),
  ).toEqual([]);
  expect(unknownIn('metachat_request_duration_seconds and up{job="metachat"} or metachat_nothing_total')).toEqual([
    'metachat_request_duration_seconds',
    'metachat_nothing_total',
  ]);
  expect(unknownIn('sum by (topic) (metachat_consumer_backlog{group="x", consumer!="y"})')).toEqual(['topic', 'group']);
});

describe('Prometheus', () => {
  const config = yaml('ops/prometheus/prometheus.yml');
  const rules: { alert: string; expr: string; labels: object; annotations: { summary: string } }[] = yaml(
    'ops/prometheus/alerts.yml',
  ).groups.flatMap(({ rules }: { rules: unknown[] }) => rules);

  it('scrapes every process, and misses every one', () => {
    const roles = [...SUBGRAPHS, 'mood', 'router', 'relay'].sort();
    expect([...config.scrape_configs[0].dns_sd_configs[0].names].sort()).toEqual(roles);
    const missed = rules.find(({ alert }) => alert === 'NoInstance')!.expr.matchAll(/process="(\w+)"/g);
    expect([...missed].map(([, name]) => name).sort()).toEqual(roles);
  });

  it.each(rules)('alerts on what is shown: $alert', ({ expr, labels, annotations }) => {
    expect(unknownIn(expr)).toEqual([]);
    expect(labels).toEqual({ severity: expect.stringMatching(/^(page|ticket)$/) });
    expect(annotations.summary).not.toBe('');
  });

  it('has seen every alert fire, and every alert silent', () => {
    const tests: { alertname: string; exp_alerts?: unknown[] }[] = yaml('ops/prometheus/alerts.test.yml').tests.flatMap(
      ({ alert_rule_test }: { alert_rule_test: unknown[] }) => alert_rule_test,
    );
    const alerts = new Set(rules.map(({ alert }) => alert));
    expect(new Set(tests.filter((test) => test.exp_alerts).map((test) => test.alertname))).toEqual(alerts);
    expect(new Set(tests.filter((test) => !test.exp_alerts).map((test) => test.alertname))).toEqual(alerts);
  });

  const promtool = (...args: string[]) => spawnSync('promtool', args, { encoding: 'utf8' });
  it.skipIf(promtool('--version').error)('takes the files', () => {
    const check = promtool('check', 'config', 'ops/prometheus/prometheus.yml');
    expect(check.status, check.stderr).toBe(0);
    const test = promtool('test', 'rules', 'ops/prometheus/alerts.test.yml');
    expect(test.status, test.stdout + test.stderr).toBe(0);
  });
});

describe('Grafana', () => {
  interface Panel {
    readonly id: number;
    readonly title: string;
    readonly datasource?: { readonly uid: string };
    readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
  }
  const { panels, templating } = JSON.parse(readFileSync('ops/grafana/dashboards/metachat.json', 'utf8'));
  const drawn = (panels as Panel[]).filter(({ targets }) => targets);

  it('shows what is shown', () => {
    const expressions = drawn.flatMap(({ title, targets }) => targets!.map(({ expr }) => [title, unknownIn(expr)]));
    expect(expressions.length).toBeGreaterThan(25);
    expect(expressions.filter(([, unknown]) => unknown!.length > 0)).toEqual([]);
    const asked = /^label_values\((\w+), (\w+)\)$/.exec(templating.list[0].query.query)!;
    expect(shown.get(asked[1]!)).toContain(asked[2]);
  });

  it('names each line by a label that its expression keeps', () => {
    for (const { title, targets } of drawn)
      for (const { expr, legendFormat } of targets!) {
        const kept = /\bby \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? (expr.startsWith('sum') ? [] : ADDED);
        for (const [, label] of legendFormat.matchAll(/\{\{(\w+)\}\}/g))
          expect(kept, `${title}: ${expr}`).toContain(label);
      }
  });

  it('reads its panels from the source that is provisioned', () => {
    const [{ uid, url }] = yaml('ops/grafana/provisioning/datasources/prometheus.yml').datasources;
    expect(new Set(drawn.map(({ datasource }) => datasource!.uid))).toEqual(new Set([uid]));
    expect(url).toBe('http://prometheus:9090');
    expect(new Set((panels as Panel[]).map(({ id }) => id)).size).toBe(panels.length);

    const { grafana } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }).services;
    const [{ options }] = yaml('ops/grafana/provisioning/dashboards/metachat.yml').providers;
    expect(grafana.volumes).toContain(`./ops/grafana/dashboards:${options.path}:ro`);
  });
});
