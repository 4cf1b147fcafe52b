/** What those who ask the API call when something happened to all of the app; set once, by whoever acts on it. */
export const hooks: {
  onSignedOut: () => void; // the session has ended
  onAnotherAccount: () => void; // somebody else is signed in than this tab asks as
  onWrite: () => void; // something was changed
} = { onSignedOut: () => {}, onAnotherAccount: () => {}, onWrite: () => {} };
