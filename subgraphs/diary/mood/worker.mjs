// Where a thread begins: loaders are not handed down to threads, and what follows is TypeScript.
import { register } from 'tsx/esm/api';

register();
export const { analyze } = await import('./worker.ts');
