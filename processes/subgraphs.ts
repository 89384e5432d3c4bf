import type { Config } from '#platform/config';
import type { Subgraph } from '#platform/subgraph';
import { chat } from '../subgraphs/chat/subgraph.ts';
import { diary, diaryMoods, diaryWithoutMoods } from '../subgraphs/diary/subgraph.ts';
import { matching } from '../subgraphs/matching/subgraph.ts';
import { users } from '../subgraphs/users/subgraph.ts';

export const SUBGRAPHS: readonly Subgraph[] = [users, diary, chat, matching];

/** What a process runs of them. */
export const subgraphsOf = ({ role, mood }: Config): readonly Subgraph[] => {
  if (role === 'mood') return [diaryMoods];
  const all = [users, mood.isApart ? diaryWithoutMoods : diary, chat, matching];
  return role === 'all' ? all : all.filter(({ name }) => name === role);
};
