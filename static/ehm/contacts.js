// Record a contact: a child's own words are asked for once the child is ticked, and 'seen alone' is seen.
for (const person of document.querySelectorAll("[data-contact-person]")) {
  const box = (value) => person.querySelector(`input[type="checkbox"][value="${value}"]`);
  const words = person.querySelector("[data-contact-words]");
  const written = () => words.querySelector("textarea").value.trim() || words.querySelector(".govuk-error-message");
  const show = () => {
    const ticked = person.querySelector('input[type="checkbox"]:checked');
    if (words) words.hidden = !ticked && !written();
  };
  person.addEventListener("change", (event) => {
    if (event.target === box("alone") && box("alone").checked) box("seen").checked = true;
    if (event.target === box("seen") && !box("seen").checked) box("alone").checked = false;
    show();
  });
  show();
}
