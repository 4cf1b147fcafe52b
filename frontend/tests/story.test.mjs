// The main job, told by the people who do it: a state invites, two administrators decide, a team is formed, an observer on
// a phone accepts, two people pay, and an auditor follows it. Everything is clicked and typed.
// mission.test.mjs goes on from where time has to pass: the first day, the way home, the evaluation, the closing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { day, fits, house, online, phone, settled } from './harness.mjs';
import { asAnother, confirm, dialog, findsMet, format, paper, part, press, see, visit } from './telling.mjs';

const hand = { viewport: phone, hasTouch: true, isMobile: true };
const election = 'Municipal elections in Baucau';

test('from an invitation to a team and its first payment', { timeout: 240_000 }, async (t) => {
  const { as } = await house(t);
  const [dili, clara, david, observer, auditor] = [
    await as('state@demo.example'),
    await as('admin@demo.example'),
    await as('admin2@demo.example'),
    await as('observer@demo.example', hand),
    await as('auditor@demo.example'),
  ];

  const reference = await part('the state completes an invitation and submits it', async () => {
    await visit(dili, 'Invite a mission');
    await press(dili, 'Begin a new invitation');
    await dili.getByLabel('Foreign ministry').check();
    await dili.getByLabel('The authority’s name').fill('Comissão Nacional de Eleições');
    await dili.getByLabel('Name', { exact: true }).fill('José Belo');
    await dili.getByLabel('Office').fill('President of the commission');
    await dili.getByLabel('Person or department').fill('International desk');
    await dili.getByLabel('E-mail address').fill('desk@cne.example');
    await press(dili, 'Continue to the letter');
    await dili.locator('input[type=file]').first().setInputFiles(paper('invitation.pdf'));
    await see(dili, 'invitation.pdf');
    await dili.getByLabel('Signed on').fill(day(-2));
    await press(dili, 'Continue to the period');
    await dili.getByLabel('First day').fill(day(20));
    await dili.getByLabel('Last day').fill(day(200));
    await press(dili, 'Continue to elections');
    await press(dili, 'Add an election');
    await dili.getByLabel('Kind').selectOption({ label: 'Local elections' });
    await dili.getByLabel('Name of the election').fill(election);
    await dili.getByLabel('First polling day').fill(day(75));
    await dili.getByLabel('Regions').fill('Baucau');
    await dili.getByLabel('Regions').blur();
    await see(dili, /days remain/);
    await dili.getByRole('radio', { name: /^Short-term observers only/ }).check();
    await dili.getByRole('combobox', { name: /^Working languages/ }).fill('english');
    await dili
      .getByRole('option', { name: /^English/ })
      .first()
      .click();
    await dili.keyboard.press('Escape');
    await press(dili, 'Done with this election');
    await dili.getByRole('heading', { name: election }).waitFor();
    await press(dili, 'Continue to guarantees');
    await see(dili, '0 of 20');
    for (const choice of await dili.getByRole('radio', { name: 'Guaranteed', exact: true }).all()) await choice.check();
    await see(dili, '20 of 20');
    await press(dili, 'Continue to review');
    await see(dili, 'Everything is filled in.');
    await press(dili, 'Submit this invitation');
    await dili.waitForURL(/\/invitations\/[^/]+$/);
    await see(dili.getByRole('main'), 'The fund checks that it is authentic');
    await dili.getByRole('heading', { level: 1, name: /\d/ }).waitFor();
    return dili.getByRole('heading', { level: 1 }).innerText();
  });

  await part('an administrator verifies it, and cannot accept what they verified', async () => {
    await visit(clara, 'Invitations');
    await clara
      .getByRole('link', { name: new RegExp(reference) })
      .first()
      .click();
    await see(clara, 'Authenticity check needed');
    await see(clara, 'It can be approved once the invitation is in force.');
    await press(clara, 'Verify');
    await dialog(clara).getByLabel('How you checked').fill('Called the commission at the number its gazette publishes');
    await confirm(clara, 'Verify');
    await see(clara, 'Another administrator must accept it');
    await see(clara, /The second person is never the first/);
    await findsMet(clara);
    assert.equal(await clara.getByRole('button', { name: 'Accept', exact: true }).count(), 0);
  });

  await part('the second administrator accepts it', async () => {
    await visit(david, 'Invitations');
    await david
      .getByRole('link', { name: new RegExp(reference) })
      .first()
      .click();
    await see(david, 'You can accept it as the second person');
    await press(david, 'Accept');
    await confirm(david, 'Accept');
    await see(david, 'The consent is in force');
  });

  await part('the state sees it without loading the page again', async () => {
    await online(dili);
    await see(dili, 'Your consent is in force');
  });

  await part('the request is approved', async () => {
    await clara.reload();
    await press(clara, 'Approve');
    const asked = dialog(clara);
    await see(asked, /days remain/);
    await asked.getByRole('radio', { name: 'Low', exact: true }).check();
    await asked.getByRole('radio', { name: /^Short-term observers only/ }).check();
    await confirm(clara, 'Approve');
    await clara.getByRole('link', { name: 'Plan the mission' }).waitFor();
  });

  await part('a mission is planned from election day', async () => {
    await clara.getByRole('link', { name: 'Plan the mission' }).click();
    await clara.getByRole('group', { name: 'Short-term observer' }).getByLabel('Places').fill('2');
    await clara.getByLabel('Cost of one place').fill('4,300');
    await see(clara, '2 places, USD 8,600.00');
    assert.equal(await clara.getByLabel(/^First day/).inputValue(), (await format()).date(day(68)), 'seven days before polling');
    await press(clara, 'Plan the mission');
    await see(clara, 'Next: commit the funds');
  });

  await part('its money is committed from a line', async () => {
    await asAnother(clara, async () => {
      await press(clara, 'Commit funds');
      const asked = dialog(clara);
      await see(asked, /What Timor-Leste contributed never pays for a mission that it hosts/);
      await asked.getByLabel('From Missions of the fund').fill('8,000');
      await see(asked, 'USD 600.00 still to be found');
      await asked.getByLabel('From Missions of the fund').fill('8,600');
      await confirm(clara, 'Commit funds');
      await see(clara, 'Funds committed');
    });
    await press(clara, 'Begin staffing');
    await see(clara, '0 of 2 places are taken');
  });

  const other = await part('seats are offered to two who are ready', async () => {
    await clara.getByRole('main').getByRole('link', { name: 'Short-term observer' }).click();
    await see(clara, /\d+ of \d+ could go/);
    const find = clara.getByPlaceholder(/Search by name/);
    await find.fill('Amihan');
    await press(clara, 'Offer a seat to Amihan Dimaculangan');
    await dialog(clara)
      .getByText(/They have 72 hours to answer, with the pledge and the declaration/)
      .waitFor();
    await confirm(clara, 'Offer the seat');
    await clara.getByRole('listitem').filter({ hasText: 'Amihan Dimaculangan' }).getByText('Offered').waitFor();
    await find.fill('');
    const next = clara.getByRole('button', { name: /^Offer a seat to (?!Amihan)/ }).first();
    await next.waitFor();
    const name = (await next.getAttribute('aria-label')).replace('Offer a seat to ', '');
    await next.click();
    await confirm(clara, 'Offer the seat');
    await see(clara, '2 of 2 places offered or taken');
    return name;
  });

  await part('the observer reads the offer on a phone, and accepts with pledge and declaration', async () => {
    await observer.goto('/');
    await settled(observer);
    await fits(observer);
    await observer.getByRole('link', { name: new RegExp(`^Read and answer.*${election}`) }).click();
    await observer.getByRole('heading', { name: /^Code of Conduct for observers/ }).waitFor();
    await fits(observer);
    await observer.getByLabel('I have read this, and I pledge it.').check();
    await observer.getByLabel('I have read this, and I declare it.').check();
    await press(observer, 'Accept this offer');
    await see(observer, 'You have accepted. Your first day is');
  });

  await part('the team is confirmed, and why a place stays empty is said', async () => {
    await clara.getByRole('link', { name: 'Team', exact: true }).click();
    const waiting = clara.getByRole('listitem').filter({ hasText: other });
    await see(waiting, /Answer due/);
    await online(clara);
    await clara
      .getByRole('listitem')
      .filter({ hasText: 'Amihan Dimaculangan' })
      .getByText(/Accepted/)
      .first()
      .waitFor();
    await press(waiting, 'Withdraw the offer');
    await confirm(clara, 'Withdraw the offer', 'One observer is enough for one municipality.');
    await see(clara, /See who could go/);
    await clara.getByRole('link', { name: 'Overview' }).click();
    await see(clara, '1 of 2 places are taken');
    await press(clara, 'Confirm the team');
    await dialog(clara)
      .getByText(/1 place would stay empty: say why you go without/)
      .waitFor();
    await press(dialog(clara), 'Confirm the team');
    await dialog(clara)
      .getByText(/Enter a reason/)
      .first()
      .waitFor();
    await confirm(clara, 'Confirm the team', 'One observer is enough for one municipality.');
    await see(clara, 'Timor-Leste can read the accreditation list');
  });

  await part('the state reads and prints who comes', async () => {
    await visit(dili, 'Our invitations');
    await dili.getByRole('link', { name: new RegExp(`^The accreditation list of .*${election}`) }).click();
    const list = dili.getByRole('table', { name: 'Accreditation list' });
    await see(list, 'Amihan Rosario Dimaculangan');
    await see(dili, '1 to accredit');
    assert.doesNotMatch(await dili.getByRole('main').innerText(), /medical|emergency|@demo/i, 'passport and function, nothing else');
    await dili.evaluate(() => (window.print = () => (document.title = 'printed')));
    await press(dili, 'Print');
    await dili.waitForFunction(() => document.title === 'printed');
  });

  const payment = await part('one administrator asks for a payment and cannot approve it', async () => {
    await clara.getByRole('link', { name: 'Sources and payments' }).click();
    await clara.getByRole('link', { name: 'Request a payment' }).first().click();
    await clara.getByLabel('Payee').fill('Timor Air');
    await clara.getByLabel('Amount').fill('1,250.00');
    await clara.getByLabel('What for').fill('Fares of the team');
    await clara.locator('input[type=file]').first().setInputFiles(paper('invoice.pdf'));
    await clara.getByRole('button', { name: 'Replace' }).waitFor();
    await press(clara, 'Request the payment');
    await clara.waitForURL(/payments\/(?!new)/); // its form says the same in advance
    await see(clara, 'Another administrator must approve it');
    assert.equal(await clara.getByRole('button', { name: 'Approve and pay' }).count(), 0);
    return clara.url();
  });

  await part('the other finds it among what waits, and approves it', async () => {
    await visit(david, 'Today');
    await david
      .getByRole('region', { name: /^Needs your attention/ })
      .getByRole('link', { name: /Timor Air/ })
      .click();
    await david.waitForURL(payment);
    await press(david, 'Approve and pay');
    await confirm(david, 'Approve and pay');
    await see(david, 'Payment made');
  });

  await part('the auditor sees it in a statement and in the journal, and verifies the record', async () => {
    await auditor.goto(new URL(payment).pathname);
    await auditor.getByRole('link', { name: 'Municipal elections in Baucau', exact: true }).click();
    await settled(auditor);
    const sources = auditor.getByRole('table', { name: /^Sources by contributor/ });
    const payer = sources
      .getByRole('row')
      .filter({ hasNotText: /\s0\.00$/ })
      .nth(1)
      .getByRole('link');
    await payer.click();
    await auditor
      .getByRole('link', { name: /Statement/ })
      .first()
      .click();
    await auditor
      .getByRole('main')
      .getByText(/Timor Air/)
      .first()
      .waitFor();
    await auditor.getByRole('link', { name: 'Journal', exact: true }).first().click();
    await auditor
      .getByRole('link', { name: /^Payment of USD .+ to .+ approved$/ })
      .first()
      .click();
    await auditor.getByRole('heading', { name: 'Place in the chain' }).waitFor();
    await see(auditor, 'Administrator Two');
    await visit(auditor, 'Assurance');
    await see(auditor, 'Nothing was altered');
    assert.equal(
      await auditor
        .getByRole('main')
        .getByRole('button', { name: /Approve|Accept|Verify$/ })
        .count(),
      0,
      'an auditor changes nothing',
    );
  });
});

test(
  'an observer logs training with a photo on a phone; an administrator verifies it beside the evidence',
  { timeout: 120_000 },
  async (t) => {
    const { as } = await house(t);
    const observer = await as('observer@demo.example', hand);
    const photo = { name: 'certificate.jpg', mimeType: 'image/jpeg', buffer: await observer.screenshot({ type: 'jpeg' }) };
    await observer.getByRole('navigation').getByRole('link', { name: 'Training' }).last().click();
    await observer.getByRole('link', { name: 'Log a training' }).click();
    await observer.getByLabel('Take a photo', { exact: true }).and(observer.locator('input')).setInputFiles(photo);
    await see(observer, 'certificate.jpg');
    await observer.getByLabel('Kind').selectOption({ label: 'Course' });
    await observer.getByLabel('Trained for').selectOption({ label: 'Long-term observer' });
    await observer.getByRole('combobox', { name: 'Title' }).fill('Long-term observation in practice');
    await observer.getByLabel('Organiser').selectOption({ label: 'United Nations' });
    await observer.getByLabel('First day').fill(day(-30));
    await observer.getByLabel('Last day').fill(day(-26));
    await press(observer, 'Log this training');
    await observer
      .getByRole('row', { name: /Long-term observation in practice/ })
      .getByText('Claimed')
      .waitFor();
    await fits(observer);

    const clara = await as('admin@demo.example');
    await visit(clara, 'Training');
    await clara
      .getByRole('link', { name: /^To verify/ })
      .first()
      .click();
    await clara.getByRole('link', { name: 'Long-term observation in practice' }).click();
    const evidence = clara.getByRole('img', { name: 'Evidence: certificate.jpg' });
    await evidence.waitFor();
    await clara.waitForFunction(() => [...document.querySelectorAll('img')].every((i) => i.complete && i.naturalWidth > 300));
    await see(clara, 'Compare the claim with the evidence beside it.');
    const [claim, beside] = [await clara.getByRole('region', { name: 'The claim' }).boundingBox(), await evidence.boundingBox()];
    assert.ok(beside.x > claim.x + claim.width, 'the evidence stands beside the claim');
    const address = clara.url().replace(/\?.*/, '');
    await press(clara, 'Verify');
    await dialog(clara)
      .getByLabel(/^Valid through/)
      .fill(day(900));
    await confirm(clara, 'Verify');
    await clara.waitForURL((url) => !url.href.startsWith(address));

    await observer.reload();
    await observer
      .getByRole('row', { name: /Long-term observation in practice/ })
      .getByText('Verified')
      .waitFor();
  },
);
