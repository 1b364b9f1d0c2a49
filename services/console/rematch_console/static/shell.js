// What every page does: nothing without which it could not be read.

// A menu that is wider than a phone shows the page that one is on.
document.querySelector('nav.pages [aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "center" });
