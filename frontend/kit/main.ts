import { mount } from 'svelte';
import '../src/app.css';
import { follow } from '../src/router.svelte';
import Kit from './Kit.svelte';

follow();
mount(Kit, { target: document.getElementById('app')! });
