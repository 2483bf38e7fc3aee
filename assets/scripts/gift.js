// The gift page works without this. It puts a notice under the reader's cursor, and counts a look by its kind of page: after a real
// touch, click or key, once a page, and not at all where the browser asks for that. Of other gifts it tells which one is touched.
(() => {
  const notice = document.getElementById("done");
  if (notice && location.hash === "#done") notice.focus();

  const kinds = { "": "gift", "/others": "others", "/statement": "statement", "/offers": "offers", "/privacy": "known", "/thread": "thread", "/preferences": "preferences" };
  const found = /^(\/gift\/[^/]+)(\/[a-z]+)?$/.exec(location.pathname);
  const page = found && kinds[found[2] || ""];
  const nonce = document.querySelector('input[name="nonce"]');
  if (!page || !nonce || navigator.globalPrivacyControl === true || navigator.doNotTrack === "1") return;
  const events = ["pointerdown", "touchstart", "keydown"];
  function look(event) {
    if (!event.isTrusted) return;
    for (const name of events) document.removeEventListener(name, look);
    navigator.sendBeacon(`${found[1]}/look`, new URLSearchParams({ nonce: nonce.value, page }));
  }
  for (const name of events) document.addEventListener(name, look, { passive: true });

  // Which of the other gifts is touched, once each; kept only of people who agreed to it.
  const touched = new Set();
  function touch(event) {
    const card = event.isTrusted && event.target instanceof Element && event.target.closest(".card");
    const product = card && card.querySelector('button[name="product"]');
    if (!product || touched.has(product.value)) return;
    touched.add(product.value);
    navigator.sendBeacon(`${found[1]}/look`, new URLSearchParams({ nonce: nonce.value, page, product: product.value }));
  }
  if (page === "others") for (const name of events) document.addEventListener(name, touch, { passive: true });
})();
