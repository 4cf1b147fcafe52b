import { mount } from 'svelte';
import '../src/app/app.css';
import { me } from '../src/api/me.svelte';
import { follow } from '../src/app/router.svelte';
import { leaveComposing } from '../src/shell/composing';
import { names } from './content';
import Kit from './Kit.svelte';

// Whose drafts are kept.
me.account = { id: /* code */ 'kit', name: names[0]!, email: /* code */ 'kit@demo.example', role: 'administrator' } as typeof me.account;
follow();
leaveComposing();
mount(Kit, { target: document.getElementById('app')! });
