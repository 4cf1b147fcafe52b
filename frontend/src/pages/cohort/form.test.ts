import { expect, test } from 'vitest';
import type { Level, Observer } from '../../api/client';
import { change, nomination, removed, typed } from './form';

const known = {
  passportName: 'TUPOU Lesieli',
  preferredName: 'Lesieli',
  gender: 'woman',
  nationalities: ['TO', 'NZ'],
  nominatedBy: 'NZ',
  languages: [{ language: 'en', level: 'C1' }],
  functions: ['sto'],
  conflicts: [],
  noticeHours: 24,
  passportExpiresOn: '2030-01-31',
  private: { passportNumber: 'X1', bornOn: '1990-01-01' },
} as unknown as Observer;

test('what is known comes back as it was when nothing is typed', () => {
  const sent = change(typed(known));
  expect(sent).toMatchObject({
    passportName: 'TUPOU Lesieli',
    nationalities: ['TO', 'NZ'],
    noticeHours: 24,
    passportExpiresOn: '2030-01-31',
    private: { passportNumber: 'X1', bornOn: '1990-01-01', email: '' },
  });
  expect(sent).not.toHaveProperty('reason');
});

test('what is emptied is taken away; who is new has nothing to take away', () => {
  const form = typed(known);
  form.passportExpiresOn = form.private.bornOn = '';
  expect(change(form)).toMatchObject({ passportExpiresOn: '', private: { bornOn: '', passportNumber: 'X1', phone: '' } });
  expect(nomination({ ...typed(), passportName: 'A' })).not.toHaveProperty('passportExpiresOn');
});

test('a line for a language that was left empty is no language', () => {
  expect(
    nomination({
      ...typed(),
      languages: [
        { language: '', level: '' as Level },
        { language: 'fr', level: 'B2' },
      ],
    }).languages,
  ).toEqual([{ language: 'fr', level: 'B2' }]);
});

test('typing does not change what was known', () => {
  const form = typed(known);
  form.nationalities.push('AU');
  form.languages[0]!.level = 'A1';
  expect(known.nationalities).toEqual(['TO', 'NZ']);
  expect(known.languages[0]!.level).toBe('C1');
  expect(removed(known.nationalities, ['NZ'])).toEqual(['TO']);
});
