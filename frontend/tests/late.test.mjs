// What comes late or was booked wrongly: a doubled amount is asked about, a receipt is corrected by two people after its money
// was spent, a closed commitment is opened again for a late bill, and a refund that never came is taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, online, settled } from './harness.mjs';
import { confirm, confirmedBySecond, dialog, look, part, press, see } from './telling.mjs';

/** What the program answers a person, or does for them. */
const ask = async (page, ...asked) => {
  const said = await sent(page, ...asked);
  return said.askedBy && said.operation ? confirmedBySecond(page, said.id) : said; // what takes two people, the other confirms
};
const sent = (page, method, path, body) =>
  page.evaluate(
    async ([m, p, b]) => {
      const answer = await fetch(`/api/v1${p}`, {
        method: m,
        headers: b ? { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() } : {},
        body: b ? JSON.stringify(b) : undefined,
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(said));
      return said;
    },
    [method, path, body],
  );

test('what comes late or was booked wrongly is put right by two people', { timeout: 180_000 }, async (t) => {
  const { as } = await house(t);
  const [clara, david] = [await as('admin@demo.example'), await as('admin2@demo.example')];
  const today = new Date(process.env.TODAY ?? Date.now()).toISOString().slice(0, 10);
  const pledge = await ask(clara, 'POST', '/contributions', {
    contributor: 'NZ',
    title: 'Grant for papers',
    amount: 660_000,
    currency: 'USD',
    pledgedOn: today,
  });
  await ask(clara, 'POST', `/contributions/${pledge.id}/receipts`, { receivedOn: today, amount: 600_000, bankReference: 'NZ 1' });
  const line = await ask(clara, 'POST', '/lines', { title: 'Papers', window: 'administration', budget: 700_000 });
  await ask(clara, 'POST', `/lines/${line.id}/allocate`, { contributionId: pledge.id, amount: 600_000 });
  const spent = await ask(clara, 'POST', '/commitments', {
    title: 'The papers of the year',
    host: '',
    draws: [{ lineId: line.id, amount: 600_000 }],
  });
  const open = async (page, address) => {
    await page.goto(address);
    await settled(page);
  };

  await part('more than was pledged is asked about, once', async () => {
    await open(clara, `/fund/contributions/${pledge.id}`);
    await press(clara, 'Book a receipt');
    await dialog(clara).getByLabel('Amount').fill('900');
    await dialog(clara).getByLabel('Bank reference').fill('NZ 2');
    await press(dialog(clara), 'Book a receipt');
    await see(dialog(clara), 'this would be more than was pledged');
    await accessible(clara, 'a doubt');
    await look(clara, 'doubt');
    await press(dialog(clara), 'This is not a mistake: continue');
    await see(clara, 'Booked. The money can be allocated now.');
  });

  await part('a receipt whose money is set aside is corrected', async () => {
    const row = clara.getByRole('table', { name: 'Receipts' }).getByRole('row').filter({ hasText: 'NZ 1' });
    await press(row, 'Reverse');
    await dialog(clara).getByLabel('Reason').fill('It was typed wrongly.');
    await press(dialog(clara), 'Reverse');
    await see(dialog(clara), 'asks for a correction of the receipt');
    await press(dialog(clara), 'Cancel');
    await row.getByRole('link', { name: 'Correct' }).click();
    await clara.getByRole('heading', { name: 'Correct a receipt' }).waitFor();
    await settled(clara);
    assert.equal(await clara.getByLabel('Amount').inputValue(), '6,000.00');
    await clara.getByLabel('Amount').fill('6,600');
    await clara.getByLabel('Reason').fill('The note of the bank says 6,600.00.');
    await accessible(clara, 'a correction');
    await look(clara, 'correct');
    await press(clara, 'Request the correction');
    await see(clara, 'Another administrator must approve it');
    assert.equal(await clara.getByRole('button', { name: 'Approve and correct' }).count(), 0);
    await open(david, new URL(clara.url()).pathname);
    await see(david, 'Ready for your approval');
    await look(david, 'correction');
    await accessible(david, 'the correction');
    await press(david, 'Approve and correct');
    await confirm(david, 'Approve and correct');
    await see(david, 'Correction made');
    await open(clara, `/fund/contributions/${pledge.id}/statement`);
    await see(clara, 'Correction: Receipt reversed, bank reference NZ 1');
    await look(clara, 'statement-corrected');
  });

  await part('a late bill is settled by two people', async () => {
    await open(clara, `/fund/commitments/${spent.id}`);
    await press(clara, 'Release');
    await confirm(clara, 'Release', 'Everything was paid, we thought.');
    await press(clara, 'A late bill came');
    await confirm(clara, 'A late bill came', 'The printer sent a bill of October.');
    await see(clara, 'To be opened again');
    await look(clara, 'late-bill');
    assert.equal(await clara.getByRole('button', { name: 'Open it again' }).count(), 0);
    await open(david, '/fund/commitments?status=asked');
    await look(david, 'late-bills');
    await david.getByRole('link', { name: 'The papers of the year' }).click();
    await press(david, 'Open it again');
    await confirm(david, 'Open it again');
    await online(clara);
    await press(clara, 'Add money');
    await dialog(clara).getByLabel('From Papers').fill('100');
    await confirm(clara, 'Add money');
    const bill = await ask(clara, 'POST', '/payments', {
      commitmentId: spent.id,
      payee: 'The printer',
      purpose: 'Papers of October',
      amount: 10_000,
    });
    await ask(david, 'POST', `/payments/${bill.id}/approve`);
    await ask(clara, 'POST', `/payments/${bill.id}/refund`, {
      amount: 10_000,
      receivedOn: today,
      bankReference: 'PRINT 1',
      reason: 'They had been paid before.',
    });
    await open(clara, `/fund/payments/${bill.id}`);
    await see(clara, 'All of it came back');
    await press(clara, 'Reverse a refund');
    await accessible(clara, 'reverse a refund');
    await look(clara, 'reverse-refund');
    await confirm(clara, 'Reverse a refund', 'It was meant for someone else.');
    await see(clara, 'Payment made');
    await see(clara, 'reversed: it never came');
    await look(clara, 'payment-unrefunded');
  });

  await part('the same bill once more is asked about, and the second person sees the other', async () => {
    await open(clara, `/fund/commitments/${spent.id}`);
    await press(clara, 'Add money');
    await dialog(clara).getByLabel('From Papers').fill('100');
    await confirm(clara, 'Add money');
    await open(clara, `/fund/payments/new?commitment=${spent.id}`);
    await clara.getByLabel('Payee').fill('the  PRINTER');
    await clara.getByLabel('Amount').fill('100');
    await clara.getByLabel('What for').fill('Papers once more');
    await press(clara, 'Request the payment');
    await see(clara, 'Another payment has the same payee and amount');
    await look(clara, 'twice');
    await press(clara, 'This is not a mistake: continue');
    await clara.waitForURL(/payments\/(?!new)/);
    await open(david, new URL(clara.url()).pathname);
    await see(david, 'It resembles another payment');
    await look(david, 'resembles');
    assert.equal(await david.getByRole('heading', { level: 1 }).innerText(), 'USD 100.00 to The printer'); // one payee has one name
  });
});
