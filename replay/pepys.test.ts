import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseChapter, readDiary } from './pepys.ts';

const chapter = `<?xml version="1.0" encoding="utf-8"?>
<html xmlns:epub="http://www.idpf.org/2007/ops"><body><section>
  <h2 epub:type="title">March 1701\u2060–\u20602<a href="notes.xhtml#n1" epub:type="noteref">1</a></h2>
  <article id="entry-1"><p>At the end of winter I was well.</p></article>
  <article id="entry-1701-3-11"><p><time datetime="1701-03-11"><abbr>Mar.</abbr> 1st (Lord’s day)</time>. Rose
    early;<a href="notes.xhtml#n2" epub:type="noteref">2</a> saw <abbr>Mr.</abbr>\u00a0Finch\u2060\u200a\u2060… &amp; dined.</p>
    <ol><li><p>Eat less;</p></li><li><p>walk more.</p></li></ol></article>
  <article id="entry-1701-3-22"><p><time datetime="1701-03-12">12th</time>. To the office.</p></article>
  <article id="entry-1701-3-23/1701-3-25"><p><time datetime="1701-03-23">13th</time>, <time datetime="1701-03-24">14th</time>,
    <time datetime="1701-03-25">15th</time>. Abed.</p></article>
</section></body></html>`;

describe('parseChapter', () => {
  const entries = parseChapter(chapter);

  it('dates an entry by its id, also where the time element is mistyped, and several days by the first', () => {
    expect(entries.slice(1).map((entry) => entry.date)).toEqual(['1701-03-11', '1701-03-22', '1701-03-23']);
  });

  it('dates an undated entry to the day before the next one', () => {
    expect(entries[0]).toMatchObject({ key: 'entry-1', date: '1701-03-10', title: 'March 1701–2' });
  });

  it('titles an entry by its month and day', () => {
    expect(entries.map((entry) => entry.title)).toEqual([
      'March 1701–2',
      'March 1701–2, Mar. 1st (Lord’s day)',
      'March 1701–2, 12th',
      'March 1701–2, 13th–15th',
    ]);
  });

  it('keeps the text without notes, markup, word joiners and unusual spaces, a line a paragraph', () => {
    expect(entries[1]?.text).toBe('Mar. 1st (Lord’s day). Rose early; saw Mr. Finch … & dined.\nEat less;\nwalk more.');
  });

  it('refuses an undated entry that nothing follows', () => {
    expect(() => parseChapter('<section><h2>May</h2><article id="entry-9"><p>Well.</p></article></section>')).toThrow(
      'entry-9 in May has no date',
    );
  });
});

const folder = fileURLToPath(new URL('../../shared/data/pepys', import.meta.url));

describe.skipIf(!existsSync(folder))('the diary of Samuel Pepys (skipped without its folder)', () => {
  it('is read to the last entry, in order, each with a day of its own but the review of 1660', async () => {
    const entries = await readDiary(folder);
    const dates = entries.map((entry) => entry.date);
    expect(entries).toHaveLength(2149);
    expect(dates.filter((date, index) => date === dates[index - 1])).toEqual(['1661-01-10']);
    expect(dates).toEqual([...dates].sort());
    expect(dates[0]).toBe('1660-01-10');
    expect(entries.filter((entry) => entry.text === '' || /[\u2060\u00a0<>]/.test(entry.text))).toEqual([]);
  });
});
