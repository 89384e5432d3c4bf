import type { Answer, Client } from '../client.ts';

/** What a subscription has brought so far: events, or why it was refused. */
export interface Heard {
  readonly events: readonly Record<string, unknown>[];
  readonly errors: NonNullable<Answer['errors']>;
  stop(): Promise<void>;
}

export const hear = (who: Client, document: string, variables: object = {}): Heard => {
  const listener = who.listen<Record<string, unknown>>(document, { ...variables });
  const events: Record<string, unknown>[] = [];
  const errors: NonNullable<Answer['errors']> = [];
  const listen = async () => {
    for (;;) events.push(await listener.next());
  };
  listen().catch((thrown: unknown) => errors.push(...errorsIn(thrown)));
  return { events, errors, stop: () => listener.stop() };
};

/** Of a subscription that was refused before it was open, or ended after. */
const errorsIn = (thrown: unknown): NonNullable<Answer['errors']> => {
  if (Array.isArray(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.startsWith('[') ? JSON.parse(message) : [{ message }];
};

/** Longer than an event takes from one to the next. */
const QUIET_MS = 500;

/** Waits until nothing more is heard. */
export const quiet = async (heard: readonly Heard[]): Promise<void> => {
  const count = () => heard.reduce((sum, { events, errors }) => sum + events.length + errors.length, 0);
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
};
