// What is asked of an administrator or a state, in words, by the action that waits.

export interface Asked {
  verb: string; // on the mark
  says: string; // where it stands
  of: string; // what they are, of several
}

const words: Record<string, Asked> = {
  'invitations.verify': {
    verb: 'Verify',
    says: 'Check by a second channel that the invitation is authentic.',
    of: 'invitations',
  },
  'invitations.accept': {
    verb: 'Accept',
    says: 'Verified by someone else; you are the second person.',
    of: 'invitations',
  },
  'invitations.decline': {
    verb: 'Decline',
    says: 'Verified, but it cannot be accepted: its period is over, or it refuses a guarantee that is needed.',
    of: 'invitations',
  },
  'invitations.assess': {
    verb: 'Assess',
    says: 'Record what the fund itself finds of the guarantees: nothing is accepted before every one that is needed is found met.',
    of: 'invitations',
  },
  'invitations.clear': {
    verb: 'Settle',
    says: 'Two authorities of one state invite to the same days: settle who may invite.',
    of: 'rival invitations',
  },
  'extensions.verify': {
    verb: 'Verify',
    says: 'The state asks to extend the period of its invitation: check by a second channel that this is authentic.',
    of: 'extensions',
  },
  'extensions.accept': {
    verb: 'Accept',
    says: 'A longer period of an invitation, verified by someone else; you are the second person.',
    of: 'extensions',
  },
  'deployment_requests.approve': {
    verb: 'Approve',
    says: 'A mission asked for under an invitation in force.',
    of: 'requests for missions',
  },
  'deployment_requests.decline': {
    verb: 'Decline',
    says: 'Polling has begun or is over: no one can be sent in time.',
    of: 'requests for missions',
  },
  'proposals.confirm': {
    verb: 'Decide',
    says: 'Asked for by another administrator; you are the second person.',
    of: 'proposals',
  },
  'payments.approve': {
    verb: 'Approve',
    says: 'Requested by someone else; you are the second person.',
    of: 'payments',
  },
  'corrections.approve': {
    verb: 'Approve',
    says: 'The correction of a receipt, requested by someone else; you are the second person.',
    of: 'corrections',
  },
  'commitments.approve_settlement': {
    verb: 'Approve',
    says: 'A late bill: someone else asks to open its commitment again; you are the second person.',
    of: 'late bills',
  },
  'inquiries.close': {
    verb: 'Decide',
    says: 'An inquiry in which the observer has answered, or the time to is over. A dismissal takes two.',
    of: 'inquiries',
  },
  'trainings.verify': {
    verb: 'Verify',
    says: 'A training logged, with its evidence.',
    of: 'claims of training',
  },
  'concerns.let_stand': {
    verb: 'Decide',
    says: 'No longer meets what the mission requires: replace them, or ask another administrator to let them stay.',
    of: 'members of missions',
  },
  'assignments.stand_down': {
    verb: 'Stand down',
    says: 'Someone in the field is suspended or on leave: stand them down, record their return, or reinstate them.',
    of: 'members of missions',
  },
  'training_requests.endorse': {
    verb: 'Endorse',
    says: 'An observer asks for a place.',
    of: 'requests for places',
  },
  'training_requests.decline': {
    verb: 'Decline',
    says: 'An observer asks for a place, and every place is taken.',
    of: 'requests for places',
  },
  'messages.write': {
    verb: 'Answer',
    says: 'A message that is neither answered nor marked as read.',
    of: 'messages',
  },
  'invitations.submit': { verb: 'Submit', says: 'A draft, which the fund does not see before you submit it.', of: 'invitations' },
  'deployments.accreditation': {
    verb: 'Accredit',
    says: 'The team is confirmed. Accredit everybody on the list.',
    of: 'accreditation lists',
  },
};

/** What an action that waits asks for; what we have no words for is named as it is. */
export const asked = (action: string): Asked => words[action] ?? { verb: 'Decide', says: '', of: 'things' };
