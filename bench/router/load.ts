import { connect, type Socket } from 'node:net';
import { median, percentile } from '../report.ts';

/** Requests over so many connections, one after the other on each, for so long. */
export interface Job {
  readonly port: number;
  readonly connections: number;
  readonly ms: number;
  /** Sent in turn. */
  readonly bodies: readonly string[];
}

export interface Outcome {
  readonly requests: number;
  readonly failures: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** By hand, since a whole HTTP client would take more than the routers that it measures. */
const run = async ({ port, connections, ms, bodies }: Job): Promise<Outcome> => {
  const messages = bodies.map((body) =>
    Buffer.from(
      `POST /graphql HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
        `Accept: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
  );
  const took: number[] = [];
  let failures = 0;
  let nth = 0;
  const until = performance.now() + ms;

  const client = (socket: Socket) =>
    new Promise<void>((resolve, reject) => {
      let received = '';
      let began = 0;
      const next = () => {
        if (performance.now() >= until) {
          socket.destroy();
          return resolve();
        }
        [received, began] = ['', performance.now()];
        socket.write(messages[nth++ % messages.length]!);
      };
      socket.setNoDelay().setEncoding('latin1');
      socket.on('error', reject).on('close', resolve).on('connect', next);
      socket.on('data', (text) => {
        received += text;
        if (!isWhole(received)) return;
        took.push(performance.now() - began);
        if (!received.startsWith('HTTP/1.1 200') || received.includes('"errors"')) failures += 1;
        next();
      });
    });
  await Promise.all(Array.from({ length: connections }, () => client(connect(port, '127.0.0.1'))));
  return { requests: took.length, failures, p50: median(took), p99: percentile(took, 0.99) };
};

const isWhole = (received: string): boolean => {
  const head = received.indexOf('\r\n\r\n');
  if (head < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head))?.[1];
  if (length === undefined) return received.endsWith('\r\n0\r\n\r\n');
  return received.length >= head + 4 + Number(length);
};

process.on('message', (job: Job) => {
  run(job).then(
    (outcome) => process.send!({ outcome }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
