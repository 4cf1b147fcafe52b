// The verbs in which the stories are told: what a person sees, presses, and where they go.
import { request } from 'playwright-core';
import { source } from '../scripts/source.mjs';
import { fits, picture, settled } from './harness.mjs';

/** How the app says days, by its own rules: `date(day)`, `range(startsOn, until)`. */
export const format = () => source('src/text/format.ts');
export const paper = (name) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from(
    `%PDF-1.4\n% ${name}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 ` +
      `R>>\n%%EOF\n`,
  ),
});

/** A part of the story; what fails in it says where. */
export async function part(what, happen) {
  try {
    return await happen();
  } catch (failure) {
    throw new Error(`${what}: ${failure.message}`, { cause: failure });
  }
}
/** Waits for words that a person would see; in passing they may also stand in a notice. */
export const see = (where, words) => where.getByText(words).first().waitFor();
/** Presses a button, exactly this one. */
export const press = (where, name) => where.getByRole('button', { name, exact: true }).click();
export const dialog = (page) => page.getByRole('dialog');
/** Chooses in the dialog what is found by some words. */
export async function pick(page, label, words) {
  await dialog(page).getByRole('combobox', { name: label }).fill(words);
  await dialog(page)
    .getByRole('option', { name: new RegExp(words, 'i') })
    .click();
}
/**
 * Confirms what a dialog asks, with a reason where one is given, and waits until it is done and the page shows it: a click on
 * what still moves goes astray.
 */
export async function confirm(page, name, reason) {
  if (reason)
    await dialog(page)
      .getByLabel(/^Reason/)
      .fill(reason);
  const before = page.url();
  await press(dialog(page), name);
  await dialog(page).waitFor({ state: 'detached' });
  await settled(page);
  if (asksASecond(page.url()) && !asksASecond(before)) await seconded(page, before);
}
/** Does something as the other administrator on the same page, and signs in again as whoever was there before. */
export async function asAnother(page, happen) {
  await settled(page); // what was pressed before may still lead elsewhere
  const { account } = await read(page, '/me');
  await enter(page, otherThan(account.email));
  await happen();
  await enter(page, account.email);
}
const otherThan = (email) => (email === 'admin@demo.example' ? 'admin2@demo.example' : 'admin@demo.example');
async function enter(page, email) {
  await page.context().request.post('/api/v1/session', { data: { email, password: 'demonstration' } });
  await reload(page);
}
const asksASecond = (url) => new URL(url).pathname.startsWith('/proposals/');
/**
 * Another administrator confirms what was just asked for on a page, which then goes where it was, or to another address; answers
 * with what the confirmed request was answered.
 */
export async function seconded(page, back) {
  await page.waitForURL('**/proposals/*');
  await settled(page);
  const answer = await confirmedBySecond(page, new URL(page.url()).pathname.split('/').at(-1));
  if (back) {
    await page.goto(back);
    await settled(page);
  }
  return answer;
}
/** Another administrator confirms a proposal of whoever is signed in on this page; answers with what it was answered. */
export async function confirmedBySecond(page, id) {
  const { origin } = new URL(page.url());
  const { account } = await read(page, '/me');
  const other = await request.newContext({ baseURL: origin });
  await other.post('/api/v1/session', { data: { email: otherThan(account.email), password: 'demonstration' } });
  const confirmed = await other.post(`/api/v1/proposals/${id}/confirm`);
  const answer = await confirmed.json();
  await other.dispose();
  if (!confirmed.ok()) throw new Error(`another administrator cannot confirm it: ${JSON.stringify(answer)}`);
  return answer.result;
}
/** The fund finds every guarantee met, with its evidence, of the invitation on a page; where that is the subject it is typed. */
export async function findsMet(page) {
  const findings = Array.from({ length: 20 }, (_, n) => ({
    guarantee: `G${n + 1}`,
    finding: 'met',
    evidence: 'The law, and three offices.',
  }));
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const answer = await page.context().request.post(`/api/v1/invitations/${id}/assess`, { data: { findings } });
  if (!answer.ok()) throw new Error(await answer.text());
  await reload(page);
}
/** Goes somewhere by the navigation. */
export async function visit(page, name) {
  await page
    .getByRole('navigation', { name: 'Main', exact: true })
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click();
  await settled(page);
}
/** Follows a link of the page's content. */
export async function follow(page, name) {
  await page.getByRole('main').getByRole('link', { name }).first().click();
  await settled(page);
}
export async function reload(page) {
  await page.reload();
  await settled(page);
}
/** What the API answers to whoever is signed in on this page, to hold what is shown against it. */
export const read = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);
/** What the invitation of Timor-Leste that is in force is called. */
export const inForce = async (page) => new RegExp((await read(page, '/invitations?host=TL&status=accepted')).items[0].reference);
/** Nothing juts out; and pictures to look at where they are asked for. */
export const look = (page, name) => (process.env.PICTURES ? picture(page, name) : fits(page));
