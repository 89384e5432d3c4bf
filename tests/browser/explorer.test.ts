import dns from 'node:dns/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as app from '../../schema/operations.ts';
import { embeddedForTests, type Person } from '../e2e/supergraph.ts';
import { browserForTests, hasChromium } from './browser.ts';

describe.skipIf(!hasChromium)('the explorer in Chromium', () => {
  // the page is the same wherever these tests run: the server finds no internet, either
  vi.spyOn(dns, 'lookup').mockRejectedValue(new Error('ENOTFOUND'));
  const supergraph = embeddedForTests();
  const browser = browserForTests();
  const address = (path: string) => `${supergraph.nobody.url}${path}`;

  let ann: Person;
  let bob: Person;
  let conversation: string;
  beforeAll(async () => {
    [ann, bob] = await Promise.all([supergraph.signUp('ann'), supergraph.signUp('bob')]);
    const { openConversation } = await ann.ask(app.OpenConversationDocument, {
      input: { kind: 'DIRECT', participantIds: [bob.id] },
    });
    conversation = openConversation.id;
  });

  const signIn = (page: Page, token: string) => page.getByLabel('Access token').fill(token);

  /** As somebody who types it; the answer's text is read by `answer`. */
  const run = async (page: Page, query: string) => {
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.insertText(query);
    await page.keyboard.press('ControlOrMeta+Enter');
  };
  const answer = (page: Page) => page.locator('.result-window');

  it('is where a browser without the internet comes to, asks nobody else, and complains of nothing', async () => {
    const { page, origins, complaints } = await browser.open(address('/graphql'));
    expect(page.url()).toBe(address('/explorer'));
    await page.getByText('MetaChat explorer').waitFor();
    await run(page, 'query { __typename }');
    await answer(page).getByText('"Query"').waitFor();
    expect(origins()).toEqual([new URL(supergraph.nobody.url).host]);
    expect(complaints).toEqual([]);
  });

  it('is where a browser goes on to that is cut off while the server is not', async () => {
    const online = vi.spyOn(dns, 'lookup').mockResolvedValue({ address: '192.0.2.1', family: 4 } as never);
    const { serveSandbox } = await import('./sandbox.ts');
    const sandbox = await serveSandbox(address('/explorer'));
    const { page } = await browser.open(sandbox.url);
    await page.waitForURL(address('/explorer'));
    online.mockRejectedValue(new Error('ENOTFOUND'));
    await sandbox.close();
  });

  it('answers a query and a mutation of whoever put a token in, and says until when that is good', async () => {
    const { page, complaints } = await browser.open(address('/explorer'));
    await run(page, 'query { me { username } }');
    await answer(page).getByText('UNAUTHENTICATED').waitFor();

    await signIn(page, ann.token);
    await page.getByText(/valid until/).waitFor();
    await run(page, 'query { me { username } }');
    await answer(page).getByText(ann.username).waitFor();
    await run(page, 'mutation { updateProfile(input: { bio: "Written in the page." }) { bio } }');
    await answer(page).getByText('Written in the page.').waitFor();
    expect((await ann.ask(app.MeDocument, {})).me).toMatchObject({ bio: 'Written in the page.' });
    expect(complaints).toEqual([]);
  });

  it('takes a token in the headers of one operation before the one above', async () => {
    const { page } = await browser.open(address('/explorer'));
    await signIn(page, ann.token);
    await page.getByRole('button', { name: 'Headers' }).click();
    await page.locator('.graphiql-editor-tool .view-lines:visible').click();
    await page.keyboard.insertText(`{"Authorization": "Bearer ${bob.token}"`);
    await run(page, 'query { me { username } }');
    await answer(page).getByText(bob.username).waitFor();
  });

  it('shows the events of a subscription as they come, while others send', async () => {
    const { page, complaints } = await browser.open(address('/explorer'));
    await signIn(page, ann.token);
    await run(page, `subscription { messageReceived(conversationId: "${conversation}") { text sender { username } } }`);
    for (const text of ['Hello?', 'Goodbye.']) {
      const says = async () => {
        const input = { conversationId: conversation, text, idempotencyKey: crypto.randomUUID() };
        await bob.ask(app.SendMessageDocument, { input });
        return answer(page).innerText();
      };
      // again and again: nothing on the page tells that the subscription stands
      await expect.poll(says, { timeout: 10_000, interval: 200 }).toContain(text);
    }
    await answer(page).getByText(bob.username).waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps the token through a reload, in this tab alone, and nowhere else', async () => {
    const { page } = await browser.open(address('/explorer'));
    await signIn(page, ann.token);
    await run(page, 'query { me { id } }');
    await answer(page).getByText(ann.id).waitFor();
    await page.reload();
    expect(await page.getByLabel('Access token').inputValue()).toBe(ann.token);
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie + location.href')).not.toContain(
      ann.token.slice(-20),
    );

    const [other] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate('open(location.href, "", "noopener")'),
    ]);
    expect(await other.getByLabel('Access token').inputValue()).toBe('');
  });

  it('lets no other page frame it, and no script run that came into it', async () => {
    const { page } = await browser.open(address('/explorer'));
    const inserted = await page.evaluate(`new Promise((resolve) => {
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      document.body.append(script);
    })`);
    expect(inserted).toBe('script-src-elem');
    expect(await page.evaluate('window.wasRun')).toBeUndefined();
    const away = await page.evaluate(`fetch('http://127.0.0.1:1/').catch(({ message }) => message)`);
    expect(away).toBe('Failed to fetch');

    await page.goto(address('/health'));
    await page.setContent(`<iframe src="${address('/explorer')}"></iframe>`);
    const frame = page.frames()[1]!;
    await expect.poll(() => frame.url()).toMatch(/^chrome-error:/);
  });
});
