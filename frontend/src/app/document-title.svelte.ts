// The title of the page in view, which Page sets and the browser's tab shows.
export const pageTitle = $state({ current: '' });
