import { memoryCache } from '#platform/cache/memory';
import { testCache } from './cache.ts';

testCache('memory', async () => memoryCache());
