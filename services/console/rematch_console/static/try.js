// Try it: answers on the same page, and samples to begin with. Without this the form works as any form does.

const form = document.getElementById("try");
const answer = document.getElementById("answer");

for (const button of form.querySelectorAll("[data-sample]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    form.elements.text.value = button.dataset.sample;
    form.elements.kind.value = button.dataset.kind;
    for (const name of ["title", "company", "location"]) form.elements[name].value = "";
    form.requestSubmit();
  });
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const press = form.querySelector("[type=submit]");
  press.disabled = true;
  answer.setAttribute("aria-busy", "true");
  try {
    const told = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "text/html" },
    });
    const page = new DOMParser().parseFromString(await told.text(), "text/html");
    const fresh = page.getElementById("answer") ?? page.getElementById("main");
    answer.replaceChildren(...fresh.childNodes);
    answer.focus();
  } catch {
    answer.textContent = "The console did not answer: is it still running?";
  } finally {
    press.disabled = false;
    answer.setAttribute("aria-busy", "false");
  }
});
