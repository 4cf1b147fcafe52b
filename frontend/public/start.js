// Before the app: where it does not start, or ends with nothing on the page, the page says what to do. Written for browsers
// that are too old for the app itself.
(function () {
  function look(why) {
    setTimeout(function () {
      var app = document.getElementById('app'), failed = document.getElementById('failed');
      if (!app || !failed || app.textContent.trim()) return;
      if (why) document.getElementById('why').textContent = why;
      failed.hidden = false;
      new MutationObserver(function () { failed.hidden = app.textContent.trim() !== ''; }).observe(app, { childList: true, subtree: true, characterData: true }); // it was only slow
    });
  }
  addEventListener('error', function (e) {
    var from = e.target;
    if (e.message) look(e.message);
    else if (from && (from.tagName === 'SCRIPT' || from.rel === 'modulepreload')) look('cannot load ' + (from.src || from.href));
  }, true);
  addEventListener('unhandledrejection', function (e) { look(String(e.reason)); });
  addEventListener('load', function () { setTimeout(look, 20000); });
  if (!('noModule' in document.createElement('script'))) addEventListener('load', function () { look('this browser is too old'); });
})();
