import { describe, expect, it } from 'vitest';
import { world } from './world.ts';

const usernames = world.people.map((person) => person.username);
const entries = world.people.flatMap((person) => person.diary);

describe('the demo world', () => {
  it('has people with a username, a name, a bio, an archetype and a diary of their own', () => {
    expect(new Set(usernames).size).toBe(world.people.length);
    for (const { username, firstName, lastName, bio, archetype, diary } of world.people) {
      expect(username).toMatch(/^[a-z0-9_.-]{3,30}$/);
      expect([firstName, lastName, bio, archetype.name].filter((text) => text.trim() === '')).toEqual([]);
      expect(archetype.confidence).toBeGreaterThan(0);
      expect(archetype.confidence).toBeLessThanOrEqual(1);
      expect(diary.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('is written in English and in Russian, over the last weeks, some of it in sessions', () => {
    const russian = entries.filter((entry) => /[а-яё]/i.test(entry.content));
    expect(russian.length).toBeGreaterThan(5);
    expect(entries.length - russian.length).toBeGreaterThan(5);
    for (const { daysAgo, time } of entries) {
      expect(daysAgo).toBeGreaterThanOrEqual(1);
      expect(daysAgo).toBeLessThan(40);
      expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
    }
    expect(new Set(entries.flatMap((entry) => entry.session ?? [])).size).toBeGreaterThan(1);
  });

  it('gives every entry of a person another title: its id comes of both', () => {
    for (const { diary } of world.people) expect(new Set(diary.map((entry) => entry.title)).size).toBe(diary.length);
  });

  it('lets only participants speak, and answer only what was said before', () => {
    for (const { name, participants, lines } of world.conversations) {
      expect(usernames).toEqual(expect.arrayContaining([...participants]));
      for (const [index, { from, answers }] of lines.entries()) {
        expect(participants, `${name}, line ${index}`).toContain(from);
        if (answers !== undefined) expect(answers, `${name}, line ${index}`).toBeLessThan(index);
      }
    }
  });

  it('has two conversations of two and a group with a title', () => {
    expect(world.conversations.filter(({ participants, title }) => participants.length === 2 && !title)).toHaveLength(
      2,
    );
    expect(world.conversations.filter(({ participants, title }) => participants.length > 2 && title)).toHaveLength(1);
  });

  it('has a match that is accepted and one that waits, each between two of its people', () => {
    expect(world.matches.map((match) => match.accepted).sort()).toEqual([false, true]);
    for (const { from, to } of world.matches) {
      expect(usernames).toEqual(expect.arrayContaining([from, to]));
      expect(from).not.toBe(to);
    }
  });
});
