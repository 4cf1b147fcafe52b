// What the build puts in.

/** The language of this build. */
declare const __LANGUAGE__: 'en' | 'pt' | 'en-XA';

declare module 'virtual:spoken' {
  const book: Readonly<Record<string, string>>;
  export default book;
}
