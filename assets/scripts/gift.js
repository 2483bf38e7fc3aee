// The gift page works without this. It only puts a notice under the reader's cursor.
(() => {
  const notice = document.getElementById("done");
  if (notice && location.hash === "#done") notice.focus();
})();
