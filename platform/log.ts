import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';
import pretty from 'pino-pretty';
import type { Config } from '#platform/config';

export type { Logger } from 'pino';

/**
 * One line per fact: timestamp, level, service, environment, message, and fields. Fields are ids, names of things and
 * numbers; a personal text, a password or a token never comes here. What slips in by such a name is cut out.
 */
export const createLogger = (config: Pick<Config, 'environment' | 'log'>, service: string): Logger => {
  const { level, format, output } = config.log;
  const fd = output === 'stdout' ? 1 : 2;
  const stream: DestinationStream =
    format === 'json'
      ? destination({ fd, sync: false })
      : pretty({
          destination: fd,
          timestampKey: 'timestamp',
          messageKey: 'message',
          ignore: 'service,environment',
          singleLine: true,
        });
  return pino(
    {
      level,
      messageKey: 'message',
      errorKey: 'error',
      base: { service, environment: config.environment },
      timestamp: () => stdTimeFunctions.isoTime().replace('"time"', '"timestamp"'),
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError(config.environment === 'development') },
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    stream,
  );
};

const SECRETS = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'text',
  'content',
  'title',
  'email',
];

/** Database errors quote the values that were wrong (`detail`), which may be anybody's text: only names and codes pass. */
const describeError =
  (withStack: boolean) =>
  (error: unknown): object => {
    if (!(error instanceof Error)) return { message: 'not an Error', type: typeof error };
    const code = 'code' in error ? { code: error.code } : {};
    const fromDatabase = 'severity' in error;
    const message = fromDatabase ? `${error.name} ${String('code' in error && error.code)}` : error.message;
    return {
      name: error.name,
      message,
      ...code,
      ...(withStack ? { stack: fromDatabase ? undefined : error.stack } : {}),
    };
  };
