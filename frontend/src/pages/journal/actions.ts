// The decisions the journal holds, by what they are about; for its filter.
export const actions: Record<string, readonly string[]> = {
  invitations: ['draft', 'change', 'submit', 'verify', 'contest', 'clear', 'accept', 'decline', 'withdraw', 'close', 'lapse'],
  deployment_requests: ['add', 'change', 'submit', 'approve', 'decline', 'withdraw'],
  deployments: ['plan', 'change', 'fund', 'staff', 'reserve', 'confirm', 'field', 'report', 'close', 'move', 'postpone', 'stand_down'],
  assignments: ['offer', 'accept', 'decline', 'expire', 'ask_again', 'withdraw', 'stand_down', 'miss', 'deploy', 'complete', 'evaluate', 'reply'],
  contributions: ['pledge', 'receive', 'cancel'],
  lines: ['add', 'allocate', 'return'],
  commitments: ['commit', 'release'],
  payments: ['request', 'approve', 'reject', 'refund'],
  transfers: ['reverse'],
  fund: ['set'],
  observers: ['nominate', 'change', 'rank', 'admit', 'refuse', 'suspend', 'reinstate', 'depart', 'erase'],
  availability: ['change', 'confirm'],
  trainings: ['claim', 'change', 'verify', 'reject', 'revoke', 'lapse'],
  opportunities: ['draft', 'change', 'open', 'close', 'cancel'],
  training_requests: ['submit', 'endorse', 'decline', 'accept', 'pass_over', 'withdraw', 'complete', 'miss', 'cancel'],
  accounts: ['create', 'change', 'link', 'disable', 'enable'],
  me: ['password'],
  files: ['upload'],
};

/** Every action as the API names it. */
export const all: readonly string[] = Object.entries(actions).flatMap(([of, verbs]) => verbs.map((verb) => `${of}.${verb}`));
