import { describe, expect, it } from 'vitest';
import { newPassword, refuseCommon, refuseNamesIn } from './passwords.ts';

describe('a new password', () => {
  it.each([
    ['seven77', 'at least 8 characters'],
    ['x'.repeat(201), 'at most 200 characters'],
    ['aaaaaaaaaaaa', 'at least 4 different characters'],
    ['abababababab', 'at least 4 different characters'],
    ['12345678', 'run of neighbouring characters'],
    ['hgfedcba', 'run of neighbouring characters'],
    ['half \ud83d an emoji', 'well-formed'],
  ])('is refused: %s', (given, part) => {
    expect(newPassword.safeParse(given).error?.issues[0]?.message).toContain(part);
  });

  it('that is far too long is looked at no further', () => {
    const { error } = newPassword.safeParse('x'.repeat(10_000_000));
    expect(error?.issues.map(({ message }) => message)).toEqual(['Must have at most 200 characters']);
  });

  it.each(['correct horse', '12345679', '🧡🧶🧵🪡 wool', 'abcdefgh1'])('is taken: %s', (given) => {
    expect(newPassword.safeParse(given).success).toBe(true);
  });

  it.each(['password1', 'Iloveyou', 'TRUSTNO1', 'qwertyuiop'])('is not one of the most common: %s', async (given) => {
    await expect(refuseCommon(given, 'input.password')).rejects.toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'input.password' },
    });
    await refuseCommon(`${given}, and Tuesday`, 'input.password');
  });

  it('has enough beside the names that are tried first', () => {
    const ann = { username: 'ann', email: 'annabel@example.org' };
    const refused = (password: string, names: Parameters<typeof refuseNamesIn>[1] = ann) => {
      try {
        refuseNamesIn(password, names, 'input.password');
        return undefined;
      } catch (error) {
        return error;
      }
    };
    for (const password of ['annabel2020', 'ANN12345', 'annannann', 'annabel@example.org', 'xAnnabelAnnx'])
      expect([password, refused(password)]).toMatchObject([
        password,
        { code: 'BAD_USER_INPUT', field: 'input.password' },
      ]);
    for (const password of ['annual report 2020', 'correct horse']) expect(refused(password)).toBeUndefined();
    // names that are in every other word count for nothing
    expect(refused('banana-split', { username: 'bob', email: 'a@example.org' })).toBeUndefined();
    expect(refused('annabel2020', { username: 'bob', email: null })).toBeUndefined();
  });
});
