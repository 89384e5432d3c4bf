/** All of them, or the first failure, once none is under way any more. */
export const allOrFirstFailure = async <T>(underWay: readonly Promise<T>[]): Promise<T[]> => {
  await Promise.allSettled(underWay);
  return Promise.all(underWay);
};
