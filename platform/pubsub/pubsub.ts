/**
 * Tells subscribers on every replica that something can now be read. At most once and without memory: whoever may have
 * missed a message is told so, and catches up from the read model. Adapters pass tests/contract/pubsub.ts.
 */
export interface PubSub {
  /**
   * Resolves when these are on their way, in order; also when they are lost: then every listener that may have missed one
   * hears `missed` as soon as the two can be reached again. Never rejects.
   */
  publish(messages: readonly PubSubMessage[]): Promise<void>;
  /** Resolves once messages arrive: what is published after that is heard. */
  subscribe(tenant: string, topic: string, listener: Listener): Promise<Unsubscribe>;
}

export interface PubSubMessage {
  readonly tenant: string;
  readonly topic: string;
  /** Plain JSON. Whoever publishes must not change it afterwards. */
  readonly message: object;
}

export interface Listener {
  message(message: object): void;
  /** Messages may have been lost up to now: of this topic, or of any. */
  missed(): void;
}

export type Unsubscribe = () => void;
