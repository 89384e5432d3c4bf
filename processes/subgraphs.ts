import type { Subgraph } from '#platform/subgraph';
import { chat } from '../subgraphs/chat/subgraph.ts';
import { diary } from '../subgraphs/diary/subgraph.ts';
import { matching } from '../subgraphs/matching/subgraph.ts';
import { users } from '../subgraphs/users/subgraph.ts';

export const SUBGRAPHS: readonly Subgraph[] = [users, diary, chat, matching];
