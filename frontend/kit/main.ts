import { mount } from 'svelte';
import '../src/app/app.css';
import { follow } from '../src/app/router.svelte';
import { leaveComposing } from '../src/shell/composing';
import Kit from './Kit.svelte';

follow();
leaveComposing();
mount(Kit, { target: document.getElementById('app')! });
