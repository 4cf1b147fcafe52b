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
// a task of its own: in between, a slow phone answers to a finger
setTimeout(() => mount(App, { target: document.getElementById('app')! }));
