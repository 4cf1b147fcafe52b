import { mount } from 'svelte';
import './app/app.css';
import { whoAmI } from './api/me.svelte';
import { follow } from './app/router.svelte';
import App from './shell/App.svelte';
import { leaveComposing } from './shell/composing';
import { keepFigures } from './shell/figures';
import { keepFocus } from './shell/focus';

void whoAmI(); // asked for while the app is still being set up
follow();
leaveComposing();
keepFocus();
keepFigures();
// What the API says in English is said in the language of this build; where that cannot be had, in English.
const spoken =
  __LANGUAGE__ === 'en'
    ? undefined
    : Promise.all([import('./api/translated'), import('virtual:spoken')])
        .then(([{ learn }, { default: book }]) => learn(book))
        .catch(console.error);
// a task of its own: in between, a slow phone answers to a finger
setTimeout(() => Promise.resolve(spoken).then(() => mount(App, { target: document.getElementById('app')! })));
