/** What those who ask the API pass on; set by whoever cares, once. */
export const told: {
  signedOut: () => void; // the session has ended
  another: () => void; // somebody else is signed in than this tab asks as
  written: () => void; // something was changed
} = { signedOut: () => {}, another: () => {}, written: () => {} };
