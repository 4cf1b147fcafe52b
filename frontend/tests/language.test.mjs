// The language of the app: the browser's, until somebody chooses; then theirs, on every device, for what the API says too.
import { test } from 'node:test';
import { accessible, fits, house, phone, settled } from './harness.mjs';
import { see } from './telling.mjs';

test('a person reads the app in the language they chose, wherever they sign in', async (t) => {
  const { as, person } = await house(t);
  const page = await person({ locale: 'pt-PT', viewport: phone, hasTouch: true });
  await page.goto('/sign-in');
  await page.getByRole('heading', { name: 'Iniciar sessão' }).waitFor();
  await accessible(page, 'signing in, in Portuguese');
  await page.getByLabel('Endereço de e-mail').fill('observer@demo.example');
  await page.getByLabel('Palavra-passe').fill('not the password');
  await page.getByRole('button', { name: 'Iniciar sessão' }).click();
  await see(page.getByRole('alert'), /palavra-passe/);

  await page.getByRole('radio', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByRole('radio', { name: 'Português' }).click();
  await page.getByRole('heading', { name: 'Iniciar sessão' }).waitFor();
  await fits(page);

  const here = await as('observer@demo.example');
  await here.getByRole('button', { name: /^Amihan Dimaculangan/ }).click();
  await here.getByRole('radio', { name: 'Português' }).click();
  await here.getByRole('heading', { name: 'A minha situação' }).waitFor();
  await settled(here);
  await accessible(here, 'the first screen of an observer, in Portuguese');

  const elsewhere = await as('observer@demo.example', { viewport: phone });
  await elsewhere.getByRole('heading', { name: 'A minha situação' }).waitFor();
  await settled(elsewhere);
  await fits(elsewhere);
});
