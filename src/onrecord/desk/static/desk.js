// Keys that every page has: / goes to the search, ? lists the keys of the page.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key === "Escape" && typing) return typing.blur();
  if (typing) return;
  if (event.key === "/") {
    event.preventDefault();
    document.querySelector("[data-key='/']")?.focus();
  }
});
