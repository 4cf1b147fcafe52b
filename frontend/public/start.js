// Before the app: where it does not start, or ends with nothing on the page, the page says what to do. Written for browsers
// that are too old for the app itself.
(function () {
  function look(why) {
    setTimeout(function () {
      var app = document.getElementById('app'), words = document.getElementById('failed');
      if (!app || !words || app.textContent.trim() || document.querySelector('main.failed')) return;
      var failed = words.content.cloneNode(true).firstElementChild;
      if (why) failed.querySelector('code').textContent = why;
      document.body.appendChild(failed);
      new MutationObserver(function (_, all) { // it was only slow
        if (app.textContent.trim()) failed.remove(), all.disconnect();
      }).observe(app, { childList: true, subtree: true, characterData: true });
    });
  }
  addEventListener('error', function (e) {
    var from = e.target;
    if (e.message) look(e.message);
    else if (from && (from.tagName === 'SCRIPT' || from.rel === 'modulepreload')) look('cannot load ' + (from.src || from.href));
  }, true);
  addEventListener('unhandledrejection', function (e) { look(String(e.reason)); });
  addEventListener('load', function () { setTimeout(function () { look(); }, 20000); });
  if (!('noModule' in document.createElement('script'))) addEventListener('load', function () { look('this browser is too old'); });
})();
