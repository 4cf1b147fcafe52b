// npm run catalogue: brings every catalogue up to what the app says now.
import { languages, write } from './book.mjs';

languages.forEach(write);
