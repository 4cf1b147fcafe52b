// Before anything is painted: the theme this browser was told to use.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // storage is forbidden: the system's preference decides
}
