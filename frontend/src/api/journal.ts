// An entry of the journal as a sentence, with the names that the reference lists give to codes. Read while a page is drawn, it is
// read again when they are there.
import { tell } from '../text/journal';
import { decimalsOf, stateName } from './reference.svelte';

export const entrySentence = (entry: Parameters<typeof tell>[0]): string => tell(entry, { decimals: decimalsOf, state: stateName });
