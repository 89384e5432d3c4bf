import { memoryPubSub } from '#platform/pubsub/memory';
import { testPubSub } from './pubsub.ts';

testPubSub('memory', async () => memoryPubSub());
