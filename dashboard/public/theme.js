// Runs before the first paint, so that the page never flashes in the other theme. A file of its
// own, since the Content-Security-Policy allows no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('shelfsignal-theme');
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  var dark =
    chosen === 'dark' ||
    (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
