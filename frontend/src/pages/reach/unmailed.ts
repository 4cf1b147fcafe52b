// What is said where something would be mailed, and is not.
import { me } from '../../api/me.svelte';

/** Why nothing is mailed, and what that asks of people; nothing where mails leave. */
export const unmailed = (): string | undefined =>
  ({
    connected: undefined,
    none:
      'No mail server is connected, so nothing is mailed: pass on yourself what people must know. Whoever runs the server connects ' +
      'one by SMTP_URL.',
    held: 'This fund was restored from a backup, and nothing is mailed until an administrator releases the mail.',
    demonstration: 'This is a demonstration: nothing is mailed, even where a mail server is connected.',
  })[me.mail];
