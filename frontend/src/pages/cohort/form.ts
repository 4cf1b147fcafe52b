// What is typed about an observer, and what of it the API is told.
import type { Function, Gender, Observer, ObserverChange, ObserverInput, ObserverLanguage, PrivateInput } from '../../api/client';

/** The fields of the form, all of them text or lists while somebody types. */
export interface Typed {
  passportName: string;
  preferredName: string;
  gender: string;
  nationalities: string[];
  nominatedBy: string;
  languages: ObserverLanguage[];
  functions: string[];
  conflicts: string[];
  noticeHours: string;
  passportExpiresOn: string;
  private: Record<(typeof privateFields)[number], string>;
  reason: string;
}

export const privateFields = [
  'passportNumber',
  'passportState',
  'bornOn',
  'email',
  'phone',
  'emergencyName',
  'emergencyRelation',
  'emergencyPhone',
  'medicalClearedThrough',
  'medicalNote',
] as const;

/** What the fields are called where two sides of them are told apart. */
export const labels: Record<string, string> = {
  passportName: 'Name as in the passport',
  preferredName: 'Preferred name',
  gender: 'Gender',
  nationalities: 'Nationalities',
  nominatedBy: 'Nominated by',
  languages: 'Languages',
  functions: 'Functions',
  conflicts: 'States in which they have an interest of their own',
  noticeHours: 'Notice needed, in hours',
  passportExpiresOn: 'Passport valid through',
  reason: 'Reason',
  'private.passportNumber': 'Passport number',
  'private.passportState': 'Passport issued by',
  'private.bornOn': 'Born on',
  'private.email': 'E-mail address',
  'private.phone': 'Phone',
  'private.emergencyName': 'Emergency contact',
  'private.emergencyRelation': 'Relationship of the emergency contact',
  'private.emergencyPhone': 'Emergency phone',
  'private.medicalClearedThrough': 'Medically cleared through',
  'private.medicalNote': 'Medical note',
};

/** An empty form, or one with what is known of somebody. */
export function typed(o?: Observer): Typed {
  const known = o?.private;
  return {
    passportName: o?.passportName ?? '',
    preferredName: o?.preferredName ?? '',
    gender: o?.gender ?? '',
    nationalities: [...(o?.nationalities ?? [])],
    nominatedBy: o?.nominatedBy ?? '',
    languages: (o?.languages ?? []).map((l) => ({ ...l })),
    functions: [...(o?.functions ?? [])],
    conflicts: [...(o?.conflicts ?? [])],
    noticeHours: String(o?.noticeHours ?? 48),
    passportExpiresOn: o?.passportExpiresOn ?? '',
    private: Object.fromEntries(privateFields.map((f) => [f, known?.[f] ?? ''])) as Typed['private'],
    reason: '',
  };
}

const common = (t: Typed) => ({
  passportName: t.passportName,
  gender: t.gender as Gender,
  nationalities: t.nationalities,
  functions: t.functions as Function[],
  conflicts: t.conflicts,
  languages: t.languages.filter((l) => l.language || l.level),
  noticeHours: Number(t.noticeHours || 0),
  private: { ...t.private } as PrivateInput, // what is empty takes away what was known
});

export const nomination = (t: Typed): ObserverInput => ({
  ...common(t),
  preferredName: t.preferredName,
  nominatedBy: t.nominatedBy,
  ...(t.passportExpiresOn ? { passportExpiresOn: t.passportExpiresOn } : {}),
});

export function change(t: Typed): ObserverChange {
  return {
    ...common(t),
    passportExpiresOn: t.passportExpiresOn,
    ...(t.preferredName ? { preferredName: t.preferredName } : {}),
    ...(t.reason ? { reason: t.reason } : {}),
  };
}

/** Who was taken away from a list. */
export const removed = (before: readonly string[], now: readonly string[]) => before.filter((one) => !now.includes(one));
