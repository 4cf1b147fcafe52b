// What is asked of an administrator, in words, by the action that waits.

export interface Asked {
  verb: string; // on the mark
  says: string; // where it stands
  of: string; // what they are, of several
  all: string; // where all of them are
}

const words: Record<string, Asked> = {
  'invitations.verify': {
    verb: 'Verify',
    says: 'Check by a second channel that the invitation is authentic.',
    of: 'invitations',
    all: '/invitations?status=submitted',
  },
  'invitations.accept': {
    verb: 'Accept',
    says: 'Verified by someone else; you are the second person.',
    of: 'invitations',
    all: '/invitations?status=verified',
  },
  'invitations.decline': {
    verb: 'Decline',
    says: 'Verified, but it cannot be accepted: its period is over, or it refuses a guarantee that is needed.',
    of: 'invitations',
    all: '/invitations?status=verified',
  },
  'invitations.assess': {
    verb: 'Assess',
    says: 'Record what the fund itself finds of the guarantees: nothing is accepted before every one that is needed is found met.',
    of: 'invitations',
    all: '/invitations?status=submitted',
  },
  'invitations.clear': {
    verb: 'Settle',
    says: 'Two authorities of one state invite to the same days: settle who may invite.',
    of: 'rival invitations',
    all: '/invitations',
  },
  'extensions.verify': {
    verb: 'Verify',
    says: 'The state asks to extend the period of its invitation: check by a second channel that this is authentic.',
    of: 'extensions',
    all: '/invitations?status=accepted',
  },
  'extensions.accept': {
    verb: 'Accept',
    says: 'A longer period of an invitation, verified by someone else; you are the second person.',
    of: 'extensions',
    all: '/invitations?status=accepted',
  },
  'deployment_requests.approve': {
    verb: 'Approve',
    says: 'A mission asked for under an invitation in force.',
    of: 'requests for missions',
    all: '/invitations',
  },
  'deployment_requests.decline': {
    verb: 'Decline',
    says: 'Polling has begun or is over: no one can be sent in time.',
    of: 'requests for missions',
    all: '/invitations',
  },
  'proposals.confirm': {
    verb: 'Decide',
    says: 'Asked for by another administrator; you are the second person.',
    of: 'proposals',
    all: '/proposals',
  },
  'payments.approve': {
    verb: 'Approve',
    says: 'Requested by someone else; you are the second person.',
    of: 'payments',
    all: '/fund/payments?status=requested',
  },
  'corrections.approve': {
    verb: 'Approve',
    says: 'The correction of a receipt, requested by someone else; you are the second person.',
    of: 'corrections',
    all: '/fund/corrections?status=requested',
  },
  'commitments.approve_settlement': {
    verb: 'Approve',
    says: 'A late bill: someone else asks to open its commitment again; you are the second person.',
    of: 'late bills',
    all: '/fund/commitments?status=asked',
  },
  'inquiries.close': {
    verb: 'Decide',
    says: 'An inquiry in which the observer has answered, or the time to is over. A dismissal takes two.',
    of: 'inquiries',
    all: '/cohort/inquiries?status=open',
  },
  'trainings.verify': {
    verb: 'Verify',
    says: 'A training logged, with its evidence.',
    of: 'claims of training',
    all: '/training/verification',
  },
  'concerns.let_stand': {
    verb: 'Decide',
    says: 'No longer meets what the mission requires: replace them, or ask another administrator to let them stay.',
    of: 'members of missions',
    all: '/deployments',
  },
  'assignments.stand_down': {
    verb: 'Stand down',
    says: 'Someone in the field is suspended or on leave: stand them down, record their return, or reinstate them.',
    of: 'members of missions',
    all: '/deployments',
  },
  'training_requests.endorse': {
    verb: 'Endorse',
    says: 'An observer asks for a place.',
    of: 'requests for places',
    all: '/training/requests',
  },
  'training_requests.decline': {
    verb: 'Decline',
    says: 'An observer asks for a place, and every place is taken.',
    of: 'requests for places',
    all: '/training/requests',
  },
};

/** What an action that waits asks for; what we have no words for is named as it is. */
export const asked = (action: string): Asked => words[action] ?? { verb: 'Decide', says: '', of: 'things', all: '/' };
