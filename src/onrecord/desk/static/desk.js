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

// On a narrow screen the filters that are set stand in chips below the bar: its fields wait until they are asked for.
const fields = document.querySelector(".bar .more");
if (fields && matchMedia("(max-width: 40rem)").matches) fields.open = false;
