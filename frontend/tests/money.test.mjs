// One promise of money from the pledge to the last cent: received in another currency, allocated, taken back, set aside, refused,
// paid, returned, reversed, released. After each step the account pages say where the money is, and nothing is lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible, house, online, settled } from './harness.mjs';
import { asAnother, confirm, dialog, follow, look, paper, part, pick, press, seconded, see, visit } from './telling.mjs';

const kinds = {
  spent: 'Spent',
  committed: 'Committed',
  allocated: 'On budget lines, free',
  free: 'Not yet allocated',
  pledged: 'Pledged, not received',
};
/** The figures of the bar on a page as its words say them, by kind, in whole units. */
async function bar(page) {
  const words = await page.getByRole('img', { name: /, USD: Spent/ }).getAttribute('aria-label');
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, name]) => [kind, Number(new RegExp(`${name} ([\\d,]+)(;|$)`).exec(words)?.[1].replaceAll(',', ''))]),
  );
}
/** Waits until the bar says this; what is not named may be anything. */
async function holds(page, figures) {
  const words = Object.entries(kinds)
    .map(([kind, name]) => `${name} ${figures[kind]?.toLocaleString('en-GB') ?? '[\\d,]+'}(;|$)`)
    .join('.*');
  const says = page.getByRole('img', { name: new RegExp(`, USD: ${words}`) });
  await says.waitFor().catch(async () => assert.deepEqual(await bar(page), { ...(await bar(page)), ...figures }));
}
/** Goes to the fund, or to a part of it. */
async function fund(page, name) {
  await visit(page, 'Fund');
  if (name) await page.getByRole('navigation', { name: 'Parts of the fund' }).getByRole('link', { name }).click();
  await settled(page);
}

test('a promise is followed from the pledge to the last cent', { timeout: 180_000 }, async (t) => {
  const { as } = await house(t);
  const [clara, david, auditor] = [await as('admin@demo.example'), await as('admin2@demo.example'), await as('auditor@demo.example')];
  await fund(clara);
  const before = await bar(clara);

  const contribution = await part('a pledge in euros is recorded', async () => {
    await fund(clara, 'Contributions');
    await follow(clara, 'Record a pledge');
    await clara.getByRole('combobox', { name: 'Contributor' }).fill('viet');
    await clara.getByRole('option', { name: /^Viet Nam/ }).click();
    await clara.getByLabel('Title').fill('Grant for the archive');
    await clara.getByRole('combobox', { name: 'Currency' }).fill('euro');
    await clara.getByRole('option', { name: /^EUR/ }).click();
    await clara.getByLabel('Amount').fill('12,000');
    await clara.getByLabel('Rate: what 1 EUR costs in USD').fill('1.1');
    await clara.getByLabel('Earmarked for').selectOption({ label: 'Administration' });
    await press(clara, 'Record the pledge');
    await clara.getByRole('heading', { name: 'Viet Nam, Grant for the archive' }).waitFor();
    await holds(clara, { spent: 0, committed: 0, allocated: 0, free: 0, pledged: 13_200 });
    return clara.url();
  });

  await part('two thirds of it arrive, at the rate of that day', async () => {
    await press(clara, 'Book a receipt');
    await see(dialog(clara), 'EUR 12,000.00 of the pledge is not paid yet.');
    await dialog(clara).getByLabel('Amount').fill('8,000');
    await dialog(clara).getByLabel('Bank reference').fill('VN 2026 1');
    await press(dialog(clara), 'Book a receipt');
    await see(dialog(clara), /is required: what the bank credited/i);
    await accessible(clara, 'a receipt, refused');
    await look(clara, 'receipt-refused');
    await dialog(clara).getByLabel('Credited by the bank').fill('9,000');
    await see(dialog(clara), 'The rate follows: 1 EUR = 1.125 USD. The pledge was made at 1 EUR = 1.1 USD.');
    await confirm(clara, 'Book a receipt');
    await see(clara, 'Partly received');
    await holds(clara, { free: 9_000, pledged: 4_400 });
  });

  await part('a receipt that never was is reversed; its reference cannot be used twice', async () => {
    await press(clara, 'Book a receipt');
    await dialog(clara).getByLabel('Amount').fill('500');
    await dialog(clara).getByLabel('Credited by the bank').fill('550');
    await dialog(clara).getByLabel('Bank reference').fill('vn-2026-1');
    await press(dialog(clara), 'Book a receipt');
    await see(dialog(clara), /Of the bank's transfer vn-2026-1 of USD 9,000\.00, USD 9,000\.00 is booked already/);
    await look(clara, 'receipt-twice');
    await dialog(clara).getByLabel('Bank reference').fill('VN 2026 2');
    await confirm(clara, 'Book a receipt');
    await holds(clara, { free: 9_550, pledged: 3_850 });
    const mistaken = clara.getByRole('table', { name: 'Receipts' }).getByRole('row').filter({ hasText: 'VN 2026 2' });
    await press(mistaken, 'Reverse');
    await see(dialog(clara), 'EUR 500.00, bank reference VN 2026 2, is booked back');
    await accessible(clara, 'reverse a receipt');
    await look(clara, 'receipt-reverse');
    await confirm(clara, 'Reverse', 'It belongs to another fund.');
    await mistaken.getByText('Reversed').waitFor();
    await holds(clara, { free: 9_000, pledged: 4_400 });
  });

  await part('the rest of the promise is given up', async () => {
    await press(clara, 'Cancel the rest');
    await see(dialog(clara), 'The rest of the promise, EUR 4,000.00, is given up.');
    await look(clara, 'cancel-rest');
    await confirm(clara, 'Cancel the rest', 'The parliament cut the grant.');
    await see(clara, 'Cancelled');
    await see(clara, 'The parliament cut the grant.');
    await holds(clara, { free: 9_000, pledged: 0 });
    assert.equal(await clara.getByRole('button', { name: 'Cancel the rest' }).count(), 0);
    await look(clara, 'contribution-cancelled');
  });

  await part('what arrived goes to a line of its own, and a part of it back', async () => {
    await fund(clara, 'Budget lines');
    await press(clara, 'Add a line');
    await dialog(clara).getByLabel('Title').fill('Archive');
    await dialog(clara).getByLabel('Window').selectOption({ label: 'Administration' });
    await dialog(clara).getByLabel('Planned').fill('10,000');
    await accessible(clara, 'add a line');
    await look(clara, 'add-line');
    await confirm(clara, 'Add the line');
    await follow(clara, 'Archive');
    await press(clara, 'Allocate money');
    await pick(clara, 'From', 'grant for the archive');
    await dialog(clara).getByLabel('Amount').fill('9,000');
    await look(clara, 'allocate');
    await confirm(clara, 'Allocate money');
    await press(clara, 'Return money');
    await see(dialog(clara), 'USD 9,000.00 on Archive is not committed.');
    await pick(clara, 'Contribution', 'grant for the archive');
    await dialog(clara).getByLabel('Amount').fill('20,000');
    await press(dialog(clara), 'Return money');
    await see(dialog(clara), /There is USD 9,000\.00/);
    await look(clara, 'take-off-refused');
    await dialog(clara).getByLabel('Amount').fill('1,000');
    await confirm(clara, 'Return money');
    await see(clara, 'USD 8,000.00');
    await clara.goto(contribution);
    await settled(clara);
    await holds(clara, { spent: 0, committed: 0, allocated: 8_000, free: 1_000, pledged: 0 });
  });

  const commitment = await part('a commitment is set aside from the line', async () => {
    await fund(clara, 'Commitments');
    await follow(clara, 'New commitment');
    await clara.getByLabel('What for').fill('The archive of the first year');
    await clara.getByRole('combobox', { name: 'Which host it serves' }).fill('no host');
    await clara.getByRole('option', { name: /^No host/ }).click();
    await clara.getByLabel('From Archive').fill('8,500');
    await press(clara, 'Create commitment');
    await see(clara, 'There is USD 8,000.00 of free money on Archive, not USD 8,500.00.');
    await look(clara, 'commit-refused');
    await clara.getByLabel('From Archive').fill('6,000');
    await press(clara, 'Create commitment');
    const { id } = await seconded(clara);
    await clara.goto(`/fund/commitments/${id}`);
    await clara.getByRole('heading', { name: 'The archive of the first year' }).waitFor();
    await clara
      .getByRole('table', { name: /^Sources by contributor/ })
      .getByRole('row', { name: /Viet Nam.*6,000\.00.*0\.00/ })
      .waitFor();
    return clara.url();
  });

  async function request(amount) {
    await clara.goto(commitment);
    await settled(clara);
    await clara.getByRole('main').getByRole('link', { name: 'Request a payment' }).first().click();
    await clara.getByLabel('Payee').fill('Kho Lưu Trữ');
    await clara.getByLabel('Amount').fill(amount);
    await clara.getByLabel('What for').fill('Shelves');
    await clara.locator('input[type=file]').first().setInputFiles(paper('invoice.pdf'));
    await clara.getByRole('button', { name: 'Replace' }).waitFor();
    await press(clara, 'Request the payment');
  }
  const requested = async () => {
    await clara.waitForURL(/payments\/(?!new)/);
    await see(clara, 'Another administrator must approve it');
  };
  const decide = async () => {
    await david.goto(clara.url());
    await settled(david);
    await see(david, 'Ready for your approval');
  };

  await part('a payment is requested and rejected by the second person, who says why', async () => {
    await request('7,000');
    await see(clara, 'USD 6,000.00 is available in the commitment beside other requested payments, not USD 7,000.00');
    await look(clara, 'payment-refused');
    await clara.getByLabel('Amount').fill('2,500');
    await press(clara, 'Request the payment');
    await requested();
    await decide();
    await press(david, 'Reject');
    await see(dialog(david), 'No money moves');
    await accessible(david, 'reject a payment');
    await look(david, 'payment-reject');
    await confirm(david, 'Reject', 'The invoice names another firm.');
    await online(clara);
    await see(clara, 'It was rejected');
    await see(clara, 'The invoice names another firm.');
    await look(clara, 'payment-rejected');
  });

  await part('it is requested again with the right invoice, approved, and a part of it comes back', async () => {
    await follow(clara, 'Request it again');
    await see(clara, 'invoice.pdf');
    assert.equal(await clara.getByLabel('Amount').inputValue(), '2,500.00');
    await clara.locator('input[type=file]').first().setInputFiles(paper('corrected.pdf'));
    await see(clara, 'corrected.pdf');
    await look(clara, 'payment-again');
    await press(clara, 'Request the payment');
    await requested();
    await decide();
    await press(david, 'Approve and pay');
    await see(dialog(david), 'The money leaves the commitment for the payee.');
    await look(david, 'payment-approve');
    await confirm(david, 'Approve and pay');
    await see(david, 'Payment made');
    await press(david, 'Book a refund');
    await dialog(david).getByLabel('What came back').fill('3,000');
    await dialog(david).getByLabel('Bank reference').fill('KLT back');
    await dialog(david).getByLabel('Reason').fill('One shelf was broken.');
    await press(dialog(david), 'Book a refund');
    await see(dialog(david), /USD 2,500\.00/);
    await look(david, 'refund-refused');
    await dialog(david).getByLabel('What came back').fill('500');
    await confirm(david, 'Book a refund', 'One shelf was broken.');
    await see(david, 'Paid, and USD 500.00 came back');
    assert.equal(await david.getByRole('button', { name: 'Reverse', exact: true }).count(), 0, 'what was refunded is not reversed');
    await look(david, 'payment-refunded');
  });

  await part('another is paid by mistake and reversed', async () => {
    await request('1,000');
    await requested();
    await decide();
    await press(david, 'Approve and pay');
    await confirm(david, 'Approve and pay');
    await see(david, 'Payment made');
    await press(david, 'Reverse');
    await see(dialog(david), 'The whole USD 1,000.00 is booked back');
    await look(david, 'payment-reverse');
    await confirm(david, 'Reverse', 'The same invoice twice.');
    await see(david, 'It was reversed');
    await follow(david, 'View transfers');
    const moves = david.getByRole('table', { name: 'Transfers' });
    await moves.getByRole('row', { name: /Paid.*The archive of the first year.*Kho Lưu Trữ.*1,000\.00/ }).waitFor();
    await moves.getByRole('row', { name: /Reversed.*Kho Lưu Trữ.*The archive of the first year.*1,000\.00/ }).waitFor();
    await look(david, 'payment-transfers');
    await clara.goto(contribution);
    await settled(clara);
    await holds(clara, { spent: 2_000, committed: 4_000, allocated: 2_000, free: 1_000 });
  });

  await part('the rest is released to where it came from', async () => {
    await clara.goto(commitment);
    await settled(clara);
    await press(clara, 'Release');
    await see(dialog(clara), 'USD 4,000.00 goes back to the lines and contributors it came from.');
    await accessible(clara, 'release');
    await look(clara, 'release');
    await confirm(clara, 'Release', 'Everything is in its place.');
    await see(clara, 'Released');
    await look(clara, 'commitment-released');
    await fund(clara);
    await holds(clara, {
      spent: before.spent + 2_000,
      committed: before.committed,
      allocated: before.allocated + 6_000,
      free: before.free + 1_000,
      pledged: before.pledged,
    });
  });

  await part('the auditor finds every step of it in the statement, and the books in order', async () => {
    await auditor.goto(new URL(contribution).pathname);
    await settled(auditor);
    await holds(auditor, { spent: 2_000, committed: 0, allocated: 6_000, free: 1_000, pledged: 0 });
    assert.equal(
      await auditor
        .getByRole('main')
        .getByRole('button', { name: /Reverse|Book|Cancel/ })
        .count(),
      0,
      'an auditor changes nothing',
    );
    await follow(auditor, 'Statement');
    const entries = auditor.getByRole('table', { name: /^Transfers of the period/ });
    const told = [
      /Received, bank reference VN 2026 1.*9,000\.00/,
      /Received, bank reference VN 2026 2.*550\.00/,
      /Receipt reversed, bank reference VN 2026 2/,
      /Allocated to Archive.*9,000\.00/,
      /Returned from Archive.*1,000\.00/,
      /Committed from Archive to The archive of the first year.*6,000\.00/,
      /Paid to Kho Lưu Trữ for Shelves.*2,500\.00/,
      /Refunded by Kho Lưu Trữ.*500\.00/,
      /Paid to Kho Lưu Trữ for Shelves.*1,000\.00/,
      /Payment to Kho Lưu Trữ reversed.*1,000\.00/,
      /Released from The archive of the first year to Archive.*4,000\.00/,
    ];
    await entries.getByRole('row').nth(told.length).waitFor();
    const rows = await entries.getByRole('row').allInnerTexts();
    assert.equal(rows.length, told.length + 1);
    told.forEach((words, n) => assert.match(rows[n + 1].replace(/\s+/g, ' '), words));
    await see(auditor, 'All transfers to date add up to the balances of the accounts.');
    await look(auditor, 'statement');
    await auditor.goto(new URL(contribution).pathname);
    await settled(auditor);
    await follow(auditor, 'Every transfer');
    const moves = auditor.getByRole('table', { name: 'Transfers' }).getByRole('row');
    await moves.nth(told.length).waitFor();
    assert.equal(await moves.count(), told.length + 1);
    await look(auditor, 'transfers');
    await fund(auditor);
    await see(auditor.getByRole('main'), 'What was received is exactly what is in the accounts and with payees.');
  });
});

test(
  'what holds for the whole fund is set: its name is changed, the floor of the reserve holds, the currency stays',
  { timeout: 60_000 },
  async (t) => {
    const { as } = await house(t);
    const clara = await as('admin@demo.example');
    await part('an administrator gives the fund another name and a higher floor', async () => {
      await fund(clara, 'Settings');
      await clara.getByLabel('Name of the fund').fill('Election Fund of the Forum');
      await clara.getByLabel('Minimum rapid-response reserve').fill('838,000');
      await clara.getByRole('combobox', { name: 'Currency of the books' }).fill('euro');
      await clara.getByRole('option', { name: /^EUR/ }).click();
      await press(clara, 'Save settings');
      await see(clara, 'The books are kept in the present currency, and there are amounts in it.');
      await accessible(clara, 'settings, refused');
      await look(clara, 'settings-refused');
      await clara.getByRole('combobox', { name: 'Currency of the books' }).fill('us dollar');
      await clara.getByRole('option', { name: /^USD/ }).click();
      await press(clara, 'Save settings');
      await look(clara, 'settings-proposed');
      await seconded(clara, '/fund/settings');
      await look(clara, 'settings-kept');
    });
    await part('everybody reads it', async () => {
      await fund(clara);
      await see(clara, 'the floor of 838,000');
      const auditor = await as('auditor@demo.example');
      await fund(auditor, 'Settings');
      await see(auditor.getByRole('main'), 'Election Fund of the Forum');
      await see(auditor, 'USD 838,000.00');
      await look(auditor, 'settings-auditor');
    });
    await part('no commitment leaves less in the reserve', async () => {
      await visit(clara, 'Missions');
      await follow(clara, 'District and town officer elections');
      await asAnother(clara, async () => {
        await press(clara, 'Commit funds');
        await see(dialog(clara), 'the reserve keeps at least USD 838,000.00');
        await see(dialog(clara), 'USD 0.00 drawn of USD 39,600.00 needed. USD 39,600.00 still to be found.');
        await dialog(clara).getByLabel('From Rapid response').fill('39,600');
        await press(dialog(clara), 'Commit funds');
        await see(
          dialog(clara),
          'This would leave USD 799,000.00 that can be committed in the reserve, below its floor of USD 838,000.00.',
        );
        await accessible(clara, 'below the floor');
        await look(clara, 'below-floor');
      });
    });
  },
);
