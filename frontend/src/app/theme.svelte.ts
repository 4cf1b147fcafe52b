// Light, dark, or as the system has it; kept in this browser. theme.js in public/ sets it before anything is painted.

export const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;
export type Theme = (typeof themes)[number]['value'];

function kept(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

let current = $state<Theme>(kept());

export const theme = {
  get value() {
    return current;
  },
  set value(next: Theme) {
    current = next;
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    try {
      if (next === 'system') localStorage.removeItem('theme');
      else localStorage.setItem('theme', next);
    } catch {
      // storage is forbidden: it holds until the page is closed
    }
  },
};
