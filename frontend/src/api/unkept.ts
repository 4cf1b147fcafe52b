// What is typed and never kept on the device: passports, health, how somebody is reached, banks and payees, passwords, and words about
// a person's conduct. It stays in the memory of the tab. The API's document says which of its fields are so; a test compares the two.

const fields = {
  passport: /* code */ 'passportName passportNumber passportState passportExpiresOn bornOn',
  health: /* code */ 'medicalClearedThrough medicalNote dayNote', // what somebody says of days on which they cannot come
  contact: /* code */ 'email phone emergencyName emergencyRelation emergencyPhone contactName contactEmail',
  bank: /* code */ 'bankReference',
  payee: /* code */ 'payee',
  secret: /* code */ 'password current new token',
  conduct: /* code */ 'reason allegation statement reply',
};

/** Their names in forms and in what is sent. */
export const unkept: ReadonlySet<string> = new Set(Object.values(fields).join(' ').split(' '));

/** A value without them, however deep they lie. */
export const bare = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (name, one: unknown) => (unkept.has(name) ? undefined : one)) as T;

/** Whether there are any in it. */
export const tells = (value: object | undefined): boolean => {
  const within = (one: unknown): boolean =>
    Boolean(one) && typeof one === 'object' && Object.entries(one as object).some(([name, x]) => (unkept.has(name) ? x : within(x)));
  return within(value);
};
