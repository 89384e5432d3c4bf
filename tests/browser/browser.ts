import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** Where Debian's package `chromium` puts it. */
const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** The explorer is a large program, and the machine may have much else to do. */
const LOADING_MS = 60_000;

export const hasChromium = existsSync(CHROMIUM);

/** What a page did beside showing itself. */
export interface OpenedPage {
  readonly page: Page;
  /** Where it has sent requests, blobs and data of its own left out. */
  readonly origins: () => readonly string[];
  /** What it complained of: errors and warnings in the console, whatever its scripts did not catch. */
  readonly complaints: readonly string[];
}

/** A browser that finds this machine and no other, as without the internet. */
export const browserForTests = () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
    });
  });
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
  afterAll(() => browser.close());

  return {
    /** In a window of its own: nothing is remembered of those before it. */
    async open(url: string): Promise<OpenedPage> {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const origins = new Set<string>();
      const complaints: string[] = [];
      const note = (address: string) => {
        if (/^(http|ws)/.test(address)) origins.add(new URL(address).host);
      };
      page.on('request', (request) => note(request.url()));
      page.on('websocket', (socket) => note(socket.url()));
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (said) => {
        if (said.type() === 'error' || said.type() === 'warning') complaints.push(said.text());
      });
      await page.goto(url, { timeout: LOADING_MS });
      return { page, complaints, origins: () => [...origins] };
    },
  };
};
