/** What those who ask the API call when something happened to all of the app; set once, by whoever acts on it. */
export const hooks: {
  /** The session has ended. What it gives is done when the same person has signed in again; nothing where nobody was. */
  onSignedOut: () => Promise<void> | undefined;
  onAnotherAccount: () => void; // somebody else is signed in than this tab asks as
  onWrite: () => void; // something was changed
} = { onSignedOut: () => undefined, onAnotherAccount: () => {}, onWrite: () => {} };
