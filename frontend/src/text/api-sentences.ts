// What the API says, in the reader's language: it says with a sentence of what template and parameters it was made.

/** What a text of the API was made of; one without parameters is its own template. */
export interface Source {
  template?: string | undefined;
  parameters?: Readonly<Record<string, unknown>> | undefined;
}

let translated: ((text: string, of: Source) => string) | undefined;

/** A text of the API as its reader says it; in English as it came. */
export const said = (text: string, of: Source = {}): string => (translated ? translated(text, of) : text);

/** From now on, what the API says is said so; by nothing, it is said in English again. */
export const sayBy = (how?: (text: string, of: Source) => string): void => void (translated = how);
