/**
 * Tells subscribers on every replica that something can now be read. At most once and without memory: whoever may have
 * missed a message catches up from the read model. Adapters pass tests/contract/pubsub.ts.
 */
export interface PubSub {
  publish(tenant: string, topic: string, message: object): void;
  /** Resolves once messages arrive: what is published after that is heard. */
  subscribe(tenant: string, topic: string, listener: (message: object) => void): Promise<Unsubscribe>;
}

export type Unsubscribe = () => void;
